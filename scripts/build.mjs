// Installs and builds what is missing or stale. Needs nothing but Node and npm, so that it can run in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { removeStaleOutput } from './stale-output.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs the dependencies that the lock file names, unless they are there, and builds `projects` and what they need.
 *
 * @param projects folders or configuration files below the root; none: everything.
 * @throws Error if that fails; what was wrong is printed by then.
 */
export function build(...projects) {
  checkNode();
  if (!isInstalled()) install();
  if (!existsSync(`${root}packages/core/dist`)) console.error('threepid: building');
  removeStaleOutput(root);
  run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b', ...projects]);
}

/** Does `work`, or says in a line why it failed and lets this process end with 1. */
export async function orExplain(work) {
  try {
    await work();
  } catch (error) {
    console.error(`threepid: ${error.message}`);
    process.exitCode = 1;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`'${[command, ...args].join(' ')}' failed`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node 20.19 or newer is needed; this is ${process.versions.node}`);
}

/** Whether what npm says it installed is what the lock file names. Packages for other systems may be missing. */
function isInstalled() {
  const record = `${root}node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(`${root}package-lock.json`))
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, { version, link, optional }]) => {
      const found = installed[path];
      if (found === undefined) return optional === true;
      return found.version === version && found.link === link;
    });
}

function packagesOf(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages;
}

function install() {
  const fresh = !existsSync(`${root}node_modules`);
  console.error(
    `threepid: installing dependencies${fresh ? ' (once; about a minute)' : ', for the lock file changed'}`,
  );
  // `ci` wants an empty place; a place that is in use is only brought up to date. What builds is a development
  // dependency, also where NODE_ENV says production.
  const command = fresh ? ['ci'] : ['install', '--no-save'];
  run('npm', [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await orExplain(() => build());
