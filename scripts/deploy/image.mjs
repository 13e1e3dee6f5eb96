// The image: its Dockerfile is linted and built by buildah, then the server is started as the image says, on a file system
// that can't be written to and as the image's user. It verifies a number, its health check is asked, and it is stopped.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../build.mjs';
import { addBaseImage } from './base-image.mjs';
import { freePort } from '../free-port.mjs';
import { Gateway, verifyOver } from './gateway.mjs';
import { Started } from './started.mjs';
import { canIsolate, deployed, run, tool } from './tools.mjs';

const dockerfile = deployed('docker/Dockerfile');
/** More than the server gives its in-flight requests. */
const stopMs = 30_000;

/** @returns what was checked, in lines. */
export async function checkImage() {
  await run(await tool('hadolint'), [dockerfile]);
  if (!canIsolate()) return ['hadolint finds nothing; NOT built: this machine lets nobody isolate a process'];
  return ['hadolint finds nothing', ...(await buildAndUse())];
}

async function buildAndUse() {
  const folder = mkdtempSync(join(tmpdir(), 'threepid-image-'));
  const storage = [
    '--root',
    join(folder, 'storage'),
    '--runroot',
    join(folder, 'run'),
    '--storage-driver',
    'vfs',
  ];
  const program = await tool('buildah');
  const buildah = (...args) => run(program, [...storage, ...args], { timeoutMs: 20 * 60_000 });
  try {
    for (const image of baseImages()) await addBaseImage(buildah, image);
    const args = [
      '--isolation',
      'chroot',
      '--pull-never',
      '--format',
      'docker',
      '-f',
      dockerfile,
      '-t',
      'threepid',
    ];
    await buildah('build', ...args, root);
    const { config } = JSON.parse(await buildah('inspect', '--type', 'image', 'threepid')).Docker;
    checkConfig(config);
    const container = (await buildah('from', '--pull-never', 'localhost/threepid')).trim();
    const files = (await buildah('mount', container)).trim();
    const size = Number((await run('du', ['-sm', join(files, 'app')])).split('\t')[0]);
    return [`buildah builds it, and its application takes ${size} MB`, ...(await useImage(files, config))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each image that a stage begins with, once. */
function baseImages() {
  const images = [...readFileSync(dockerfile, 'utf8').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  return [...new Set(images)];
}

function checkConfig({ User, StopSignal, ExposedPorts, Healthcheck, Entrypoint }) {
  const wrong = [
    /^[1-9]\d*:[1-9]\d*$/.test(User) ? [] : [`its user is ${User}: it must be a number, and not root`],
    StopSignal === 'SIGTERM' ? [] : [`it is stopped by ${StopSignal}`],
    Object.keys(ExposedPorts).sort().join() === '8090/tcp,9464/tcp' ? [] : ['it exposes other ports'],
    Healthcheck?.Test?.[0] === 'CMD' ? [] : ['it has no health check that needs no shell'],
    Entrypoint?.[0] === 'node' ? [] : ['it does not start node itself'],
  ].flat();
  if (wrong.length > 0) throw new Error(`the image: ${wrong.join('; ')}`);
}

export async function useImage(files, config) {
  const gateway = await Gateway.start();
  const port = await freePort();
  const environment = { ...gateway.settings, PORT: String(port), THREEPID_SECRET: 's'.repeat(48) };
  const start = (...command) => new Started(...inside(files, config, environment, command));
  const server = start(...config.Entrypoint);
  try {
    const url = `http://127.0.0.1:${port}`;
    await server.answers(`${url}/health/ready`);
    await verifyOver(url, gateway);
    const [, ...healthCheck] = config.Healthcheck.Test;
    await start(...healthCheck).ends(0);
    await start('sh', '-c', '! touch /app/node_modules/threepid/dist/main.js /tmp/file').ends(0);
    server.stop(config.StopSignal);
    await server.ends(0, stopMs);
    await start(...healthCheck).ends(1);
    await start('threepid', '--version').ends(0);
    return [
      `as user ${config.User} on read-only files, it verifies a number`,
      'its health check tells a running server from one that is gone',
      `${config.StopSignal} stops it`,
    ];
  } finally {
    await server.kill();
    await gateway.close();
  }
}

/** The command that runs another one as a container would: the image's files, read-only; its user, folder and variables. */
function inside(files, { User, Env, WorkingDir }, environment, command) {
  const script = [
    'mount --bind "$0" "$0"',
    'mount -t proc proc "$0/proc"',
    'mount --bind /dev "$0/dev"',
    'mount -o remount,bind,ro "$0"',
    'exec chroot "$0" setpriv --reuid="${1%:*}" --regid="${1#*:}" --clear-groups --no-new-privs --bounding-set=-all env -i -C "$2" "${@:3}"',
  ].join(' && ');
  const variables = [...Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
  return ['unshare', ['--mount', 'bash', '-c', script, files, User, WorkingDir, ...variables, ...command]];
}
