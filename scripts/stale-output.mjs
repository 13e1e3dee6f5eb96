// Removes compiled files whose source is gone: `tsc -b` leaves them, so a deleted test would keep running.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const groups = ['packages', 'adapters', 'examples'];
const outputs = [
  { source: 'src', output: 'dist' },
  { source: 'test', output: 'dist-test' },
];
const compiled = /\.(?:d\.ts|js)(?:\.map)?$/;
const sources = ['.ts', '.tsx'];

/** The folders of all workspaces, relative to `root`, such as `packages/core`. */
export function workspaces(root) {
  return groups
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** Removes stale files in all workspaces and in `test`. */
export function removeStaleOutput(root) {
  for (const folder of workspaces(root)) {
    for (const { source, output } of outputs)
      removeStale(join(root, folder, source), join(root, folder, output));
  }
  removeStale(join(root, 'test'), join(root, 'test/dist-test'));
}

/** Folders that running tests make for the programs of a page, and remove: another test may build meanwhile. */
const made = /^(?:program|next-app|readme)-/;

function filesOf(output) {
  return readdirSync(output, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    if (made.test(entry.name)) return [];
    return readdirSync(join(output, entry.name), { recursive: true }).map((file) => join(entry.name, file));
  });
}

/** Files that a bundler made: it removes its old ones itself. */
function bundledFiles(output) {
  const record = join(output, 'bundle.json');
  return existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).outputs : [];
}

function removeStale(source, output) {
  if (!existsSync(output)) return;
  const bundled = new Set(bundledFiles(output));
  for (const file of filesOf(output)) {
    if (!compiled.test(file) || bundled.has(file)) continue;
    const stem = join(source, file.replace(compiled, ''));
    if (!sources.some((extension) => existsSync(stem + extension))) rmSync(join(output, file));
  }
}
