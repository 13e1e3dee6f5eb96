// Checks the rules for package.json files and tracked files. Prints each error, and exits with 1 if there is one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './build.mjs';
import { workspaces } from './stale-output.mjs';

/** All dependencies of the core: every host installs each of them. */
const coreDependencies = [
  'class-transformer',
  'class-validator',
  'libphonenumber-js',
  'reflect-metadata',
  'tsyringe',
];
const exact = /^(?:npm:(?:@[^@/]+\/)?[^@]+@)?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
/** Hosts of package registries; the pattern itself must not match this file. */
const registryHost = /\b(?:registry\.[a-z0-9-]+\.[a-z]{2,}|npm\.(?:pkg|jsr)\.[a-z]{2,})/i;
const knownFolders = [...workspaces(root), ...foldersWithLock()];

const errors = [...knownFolders.flatMap(errorsOf), ...coreErrors(), ...registryErrors()];
for (const error of errors) console.error(error);
process.exitCode = errors.length > 0 ? 1 : 0;

/** The root and the folders of tools. */
function foldersWithLock() {
  const { stdout } = spawnSync('git', ['ls-files', 'package-lock.json', '*/package-lock.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.trim().split('\n').map(dirname);
}

function manifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function errorsOf(folder) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest(folder);
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !exact.test(version))
    .map(
      ([name, version]) => `${folder}/package.json: ${name} must be pinned to one version, not ${version}`,
    );
}

function coreErrors() {
  const { dependencies, peerDependencies, optionalDependencies } = manifest('packages/core');
  const found = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).sort();
  if (found.join() === coreDependencies.join()) return [];
  return [
    `packages/core/package.json: its dependencies must be ${coreDependencies.join(', ')}; they are ${found.join(', ')}`,
  ];
}

function registryErrors() {
  const { stdout, status } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return ["'git ls-files' failed: run this in a git clone"];
  return stdout
    .split('\0')
    .filter((file) => file !== '' && namesRegistry(file))
    .map((file) => `${file}: remove the host name of a package registry`);
}

function namesRegistry(file) {
  try {
    return registryHost.test(readFileSync(join(root, file), 'latin1'));
  } catch {
    // The file was removed, and that is not committed yet.
    return false;
  }
}
