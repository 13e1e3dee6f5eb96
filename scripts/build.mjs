// Installs and builds whatever is missing or stale. Needs only Node and npm, so it runs in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { embedLua } from '../packages/storage-redis/scripts/embed-lua.mjs';
import { embedRecipes } from '../packages/sms-http/scripts/embed-recipes.mjs';
import { removeStaleOutput } from './stale-output.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The native compiler: it builds in a quarter of the time. `typescript` itself stays at the version that typedoc, eslint
 * and API Extractor can load.
 */
const compiler = `${root}node_modules/typescript-7/bin/tsc`;

/** Bundles the custom element. It has a process of its own, because a bundler answers later, and a build is awaited here. */
const elementBundler = `${root}packages/element/scripts/bundle-element.mjs`;

/**
 * Installs the dependencies of the lock file if they aren't, and builds `projects` with everything they depend on.
 *
 * @param projects folders or configuration files below the root. Default: everything.
 * @throws Error if that fails, after the cause was printed.
 */
export function build(...projects) {
  // The whole suite sets it: each of the many programs that it starts would look through everything again.
  if (process.env.ALREADY_BUILT === '1') return;
  checkNode();
  if (!isInstalled()) install();
  if (!existsSync(`${root}packages/core/dist`)) console.error('threepid: building');
  embedLua();
  embedRecipes();
  removeStaleOutput(root);
  run(process.execPath, [compiler, '-b', ...projects]);
  run(process.execPath, [elementBundler]);
}

/** Runs `work`. If it fails, prints the error in one line and sets exit code 1. */
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
  throw new Error(`Node 20.19 or newer is required; this is ${process.versions.node}. Install a newer one.`);
}

/** True if the packages that npm installed match the lock file. Optional ones for other systems may be missing. */
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
    `threepid: installing dependencies${fresh ? ' (once; about a minute)' : ', because the lock file changed'}`,
  );
  // `ci` needs an empty folder; an existing one is only updated. The build tools are development dependencies, so they
  // are needed even if NODE_ENV is production.
  const command = fresh ? ['ci'] : ['install', '--no-save'];
  run('npm', [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await orExplain(() => build());
