// Tools that one command alone needs, such as `npm run test:model`: each in a folder with a lock of its own, so that whoever
// runs the other tests doesn't install them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './build.mjs';
import { canInstallDebian, installDebian } from './debian.mjs';

/**
 * Installs the npm packages of a folder, unless what is there is of the same lock.
 *
 * @param folder below the root, with a package.json and a package-lock.json.
 * @returns the absolute path of its `node_modules`.
 * @throws Error if npm can't install them; npm says why on stderr.
 */
export function installNpmTools(folder) {
  const path = `${root}${folder}`;
  installOnce({
    name: folder,
    stamp: `${path}/node_modules/.threepid-lock`,
    sources: [`${path}/package.json`, `${path}/package-lock.json`],
    commands: [['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']],
    cwd: path,
  });
  return `${path}/node_modules`;
}

/**
 * Makes a virtual environment of Python in `folder/.venv`, with what `folder/requirements.txt` pins.
 *
 * @param folder below the root.
 * @returns the absolute path of its `bin`.
 * @throws Error that says what to install if there is no Python with venv, or if pip can't install the packages.
 */
export function installPythonTools(folder) {
  const path = `${root}${folder}`;
  ensurePython();
  installOnce({
    name: folder,
    stamp: `${path}/.venv/.threepid-lock`,
    sources: [`${path}/requirements.txt`],
    commands: [
      ['python3', '-m', 'venv', '--clear', '.venv'],
      ['.venv/bin/pip', 'install', '-q', '--disable-pip-version-check', '-r', 'requirements.txt'],
    ],
    cwd: path,
  });
  return `${path}/.venv/bin`;
}

function ensurePython() {
  if (hasPython()) return;
  if (canInstallDebian()) installDebian(['python3', 'python3-venv']);
  if (hasPython()) return;
  throw new Error(
    'this needs Python 3 with venv. On Debian:\n\n  sudo apt-get update && sudo apt-get install -y python3 python3-venv',
  );
}

function hasPython() {
  return spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}

function installOnce({ name, stamp, sources, commands, cwd }) {
  const wanted = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`threepid: installing the tools of ${name}`);
  for (const [command, ...args] of commands) {
    const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2], timeout: 900_000 });
    if (status !== 0) throw new Error(`${command} could not install the tools of ${name}`);
  }
  writeFileSync(stamp, wanted);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
