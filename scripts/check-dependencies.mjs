// Checks what package.json files and the tracked files must hold to: prints each fault, and ends with 1 if there is one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { workspaces } from './stale-output.mjs';

/** The core's whole list: every line more is one that each host installs. */
const coreDependencies = [
  'class-transformer',
  'class-validator',
  'libphonenumber-js',
  'reflect-metadata',
  'tsyringe',
];
const exact = /^(?:npm:(?:@[^@/]+\/)?[^@]+@)?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
/** Hosts of package registries, written so that this file names none. */
const registryHost = /\b(?:registry\.[a-z0-9-]+\.[a-z]{2,}|npm\.(?:pkg|jsr)\.[a-z]{2,})/i;
const knownFolders = ['.', ...workspaces(root)];

const faults = [...knownFolders.flatMap(faultsOf), ...coreFaults(), ...registryFaults()];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function manifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function faultsOf(folder) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest(folder);
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !exact.test(version))
    .map(
      ([name, version]) => `${folder}/package.json: ${name} must be pinned to one version, not ${version}`,
    );
}

function coreFaults() {
  const { dependencies, peerDependencies, optionalDependencies } = manifest('packages/core');
  const found = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).sort();
  if (found.join() === coreDependencies.join()) return [];
  return [
    `packages/core/package.json: its dependencies must be ${coreDependencies.join(', ')}; they are ${found.join(', ')}`,
  ];
}

function registryFaults() {
  const { stdout, status } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return ["'git ls-files' failed: the tracked files can't be told"];
  return stdout
    .split('\0')
    .filter((file) => file !== '' && namesRegistry(file))
    .map((file) => `${file}: names the host of a package registry`);
}

function namesRegistry(file) {
  try {
    return registryHost.test(readFileSync(join(root, file), 'latin1'));
  } catch {
    // Removed, and not committed yet.
    return false;
  }
}
