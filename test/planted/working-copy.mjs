// A copy of the working tree, in which bugs are planted: nobody's own files are ever changed.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { workspaces } from '../../scripts/stale-output.mjs';

/** Made again by whoever needs it, or linked. */
const left = new Set(['.git', 'node_modules', '.next', '.svelte-kit', '.venv', 'coverage', '.stryker-tmp']);

/** @returns the folder of the copy, with all that is compiled. It is removed when the process ends. */
export function copyWorkingTree(root) {
  const copy = mkdtempSync(join(tmpdir(), 'threepid-planted-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  cpSync(root, copy, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: (path) => !left.has(basename(path)),
  });
  for (const folder of ['.', ...workspaces(root), 'test/model', 'test/peers', 'test/fuzz'])
    linkPackages(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'));
  return `${copy}/`;
}

/** It asks whether it is the program that was started, which a link isn't. */
const copied = new Set(['mocha']);

/** Each package is a link, but for our own: those are in the copy. */
function linkPackages(from, to) {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.name.startsWith('@')) linkPackages(source, target);
    else if (copied.has(entry.name)) cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(source, target);
  }
}

/** The text of a file with a bug in it. @throws Error if an edit doesn't apply exactly once. */
export function withBug(text, { edits, file }) {
  return edits.reduce((edited, { find, replace }) => {
    const times = edited.split(find).length - 1;
    if (times === 1) return edited.replace(find, () => replace);
    throw new Error(`${file} has ${times} times, not once: ${find.trim().split('\n')[0]}`);
  }, text);
}

/** Plants a bug in a file, runs `work`, and takes it out again. */
export async function planted(root, bug, work) {
  const path = join(root, bug.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, withBug(text, bug));
  try {
    return await work();
  } finally {
    writeFileSync(path, text);
  }
}
