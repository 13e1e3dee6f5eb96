// Installs and builds what is missing or stale. Needs nothing but Node and npm, so that it can run in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.threepid-install`;

/** Installs the dependencies that the lock file names, unless they are there, and builds `project` and what it needs. */
export function build(project = 'tsconfig.json') {
  checkNode();
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.error('threepid: installing dependencies (once; about a minute)');
    // What builds is a development dependency, also where NODE_ENV says production.
    run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    writeFileSync(stamp, lock);
  }
  run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b', `${root}${project}`]);
}

/** Runs a command to its end, or ends this process with its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error) throw error;
  if (status !== 0) {
    console.error(`threepid: '${[command, ...args].join(' ')}' failed`);
    process.exit(status ?? 1);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`threepid: Node 20.19 or newer is needed; this is ${process.versions.node}`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
