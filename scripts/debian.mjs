import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** True if this process may install packages of Debian. */
export function canInstallDebian() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages of Debian. Whoever calls it looks whether they are there then. */
export function installDebian(packages) {
  const options = {
    stdio: ['ignore', 'ignore', 2],
    timeout: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...packages], options);
}
