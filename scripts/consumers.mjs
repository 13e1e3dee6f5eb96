// Projects that use the packages as npm would install them: at both ends of each peer dependency range, from CommonJS,
// and all of them at once. Each has a folder in `consumers`, and runs in a temporary copy.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { runJob } from './run-job.mjs';

const node = process.execPath;
const timeoutMs = 6 * 60_000;
const test = (file) => [node, '--test', file];
const bin = (name, ...args) => [node, `node_modules/${name}`, ...args];

/** Types, by the oldest TypeScript and the newest, as Node and as bundlers look for them. */
const checked = ['tsconfig.json', 'tsconfig.bundler.json'].flatMap((project) => [
  bin('typescript/bin/tsc', '-p', project),
  [node, `${root}node_modules/typescript/bin/tsc`, '-p', project],
]);

/** A project for both ends of a package's peer dependency range. */
const hosts = [
  {
    peer: 'ioredis',
    package: 'packages/storage-redis',
    beside: ['@threepid/contract-tests'],
    commands: [test('contract.test.mjs')],
  },
  {
    peer: '@aws-sdk/client-sns',
    folder: 'sns',
    package: 'packages/sms-sns',
    beside: ['@threepid/aws-request', '@threepid/contract-tests'],
    commands: [test('contract.test.mjs')],
  },
  {
    peer: '@aws-sdk/client-pinpoint-sms-voice-v2',
    folder: 'sms-aws',
    package: 'packages/sms-aws',
    beside: ['@threepid/aws-request', '@threepid/contract-tests'],
    commands: [test('contract.test.mjs')],
  },
  {
    peer: 'express',
    package: 'adapters/express',
    beside: ['@threepid/storage-memory'],
    commands: [test('host.test.mjs')],
  },
  {
    peer: 'fastify',
    package: 'adapters/fastify',
    beside: ['@threepid/storage-memory'],
    commands: [test('host.test.mjs')],
  },
  {
    peer: 'better-auth',
    package: 'packages/better-auth',
    beside: ['@threepid/storage-memory'],
    commands: [test('host.test.mjs')],
  },
  {
    peer: '@opentelemetry/api',
    folder: 'otel',
    package: 'packages/otel',
    beside: ['@threepid/storage-memory'],
    dependencies: () => {
      const sdk = '@opentelemetry/sdk-metrics';
      return { [sdk]: manifest('packages/otel').devDependencies[sdk] };
    },
    commands: [test('host.test.mjs')],
  },
  {
    peer: '@nestjs/core',
    folder: 'nestjs',
    package: 'adapters/nestjs',
    beside: ['@threepid/express', '@threepid/fastify', '@threepid/storage-memory'],
    // Nest's packages have one version, except that the newest releases skip some.
    dependencies: (version) => {
      const names = ['common', 'platform-express', 'platform-fastify'].map((name) => `@nestjs/${name}`);
      const ours = manifest('adapters/nestjs').devDependencies;
      const versions = names.map((name) => [name, version === ours['@nestjs/core'] ? ours[name] : version]);
      return {
        ...Object.fromEntries(versions),
        '@nestjs/testing': `^${version.split('.')[0]}`,
        rxjs: ours.rxjs,
        'reflect-metadata': ours['reflect-metadata'],
      };
    },
    commands: [test('host.test.mjs')],
  },
  {
    peer: 'next',
    package: 'adapters/next',
    beside: ['@threepid/fetch', '@threepid/storage-memory'],
    // The React version depends on the version of Next.
    dependencies: (version) => {
      const react = version.startsWith('15.0.') ? '18.3.1' : '19.3.1';
      const types = { '@types/node': '20.19.43', '@types/react': '19.3.0', typescript: '5.9.3' };
      return { react, 'react-dom': react, ...types };
    },
    commands: [bin('next/dist/bin/next', 'build'), test('app.test.mjs')],
  },
  {
    peer: 'react',
    package: 'packages/react',
    beside: ['@threepid/client'],
    dependencies: (version) => ({
      'react-dom': version,
      '@types/react': version.startsWith('18.') ? '18.2.79' : '19.3.0',
      typescript: '5.6.3',
    }),
    commands: [...checked, test('rendered.test.mjs')],
  },
];

const element = {
  name: '@threepid/element: TypeScript 5.6',
  folder: 'element',
  packages: ['@threepid/client', '@threepid/element'],
  dependencies: { typescript: '5.6.3' },
  commands: [...checked, test('loaded.test.mjs')],
};

const commonJs = {
  name: 'CommonJS: TypeScript 5.4, Jest 30',
  folder: 'commonjs',
  packages: ['@threepid/core', '@threepid/storage-memory', '@threepid/storage-redis'],
  dependencies: {
    '@babel/plugin-transform-modules-commonjs': '7.29.7',
    '@types/node': '20.19.43',
    ioredis: '6.0.0',
    jest: '30.5.2',
    'ts-jest': '29.4.5',
    typescript: '5.4.5',
  },
  commands: [
    bin('typescript/bin/tsc'),
    bin('typescript/bin/tsc', '-p', 'tsconfig.node16.json'),
    // TypeScript supports `require` of an ES module since 5.8.
    [node, `${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.nodenext.json'],
    test('compiled.test.cjs'),
    bin('jest/bin/jest.js', '-c', 'jest.config.cjs'),
    bin('jest/bin/jest.js', '-c', 'jest.ts.config.cjs'),
  ],
};

export const consumers = [...hosts.flatMap(atEachEnd).reverse(), commonJs, element];

/** A project that imports every package, in Node, and under the oldest and the newest TypeScript. */
export function everyPackage(folders) {
  const manifests = folders.map(manifest);
  const peers = manifests.flatMap(({ peerDependencies = {}, devDependencies = {} }) =>
    Object.entries(devDependencies).filter(
      ([name]) => name in peerDependencies || name.startsWith('@types/'),
    ),
  );
  const ours = manifest('.').devDependencies;
  return {
    name: 'every package: import, require, TypeScript 5.6 and 6.0',
    folder: 'every-package',
    packages: manifests.map(({ name }) => name),
    dependencies: {
      ...Object.fromEntries(peers),
      '@types/node': ours['@types/node'],
      'typescript-5.6': 'npm:typescript@5.6.3',
      'typescript-6.0': `npm:typescript@${ours.typescript}`,
    },
    commands: [
      test('modules.test.mjs'),
      [node, 'check-types.mjs', '5.6'],
      [node, 'check-types.mjs', '6.0'],
      bin('typescript-6.0/bin/tsc', '--ignoreConfig', '--module', 'nodenext', '--strict', 'own-sender.mts'),
      test('own-sender.test.mjs'),
    ],
  };
}

/** Peer dependencies of packages for which there is no project here. */
export function peersWithoutConsumer(folders) {
  const run = new Set(hosts.flatMap((host) => peersOf(host).map((peer) => `${host.package} ${peer}`)));
  return folders
    .flatMap((folder) =>
      Object.keys(manifest(folder).peerDependencies ?? {}).map((peer) => `${folder} ${peer}`),
    )
    .filter((peer) => !run.has(peer));
}

/**
 * Installs the packed packages and the project's own dependencies, and runs its commands.
 *
 * @param tarballs paths of the packed packages, by name.
 * @returns the errors.
 */
export async function runConsumer({ name, folder, packages, dependencies, commands }, tarballs, parent) {
  const cwd = join(parent, name.replaceAll(/[^a-z0-9.]+/gi, '-'));
  mkdirSync(cwd);
  cpSync(`${root}scripts/consumers/${folder}`, cwd, { recursive: true });
  cpSync(`${root}scripts/consumers/request-code.mjs`, join(cwd, 'request-code.mjs'));
  const packed = Object.fromEntries(packages.map((each) => [each, `file:${tarballs.get(each)}`]));
  const manifest = { private: true, dependencies: { ...packed, ...dependencies } };
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  for (const [command, ...args] of [install, ...commands]) {
    const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: '' };
    const { code, output, timedOut } = await runJob({ command, args, env, cwd, timeoutMs });
    if (code === 0) continue;
    const end = timedOut ? `did not end within ${timeoutMs / 1_000} s` : `ended with ${code}`;
    return [`${name}: '${[command, ...args].join(' ')}' ${end}:\n${output.trim()}`];
  }
  return [];
}

/** The peers that a project installs: a host may be several packages. */
function peersOf({ peer, package: path, dependencies = () => ({}) }) {
  return [peer, ...Object.keys(dependencies(manifest(path).devDependencies[peer]))];
}

function atEachEnd({ peer, folder = peer, package: path, beside, dependencies = () => ({}), commands }) {
  const { name, peerDependencies, devDependencies } = manifest(path);
  const [, lowest] = /^\^(\d+\.\d+\.\d+)/.exec(peerDependencies[peer]);
  return [lowest, devDependencies[peer]].map((version) => ({
    name: `${name} with ${peer} ${version}`,
    folder,
    packages: ['@threepid/core', name, ...beside],
    dependencies: { [peer]: version, ...dependencies(version) },
    commands,
  }));
}

function manifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}
