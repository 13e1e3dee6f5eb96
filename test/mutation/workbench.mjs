// A copy of what a part needs, so that mutants are never written into the working tree. It lies below the root's
// `node_modules`, so that libraries are found there, and only our own packages are those of the copy.
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

const copied = ['package.json', 'tsconfig.json', 'src', 'test', 'dist', 'dist-test', 'traces'];

/**
 * Makes the copy anew.
 *
 * @param part one of `parts`.
 * @returns its absolute path.
 */
export function makeWorkbench(root, name, part) {
  const bench = join(root, 'node_modules/.cache/threepid-mutation', name);
  rmSync(bench, { recursive: true, force: true });
  mkdirSync(join(bench, 'node_modules/@threepid'), { recursive: true });
  for (const folder of part.packages) copyPackage(root, bench, folder);
  // A test reads there what operators are told.
  symlinkSync(join(root, 'docs'), join(bench, 'docs'));
  return bench;
}

function copyPackage(root, bench, folder) {
  for (const entry of copied) {
    const from = join(root, folder, entry);
    if (existsSync(from)) cpSync(from, join(bench, folder, entry), { recursive: true });
  }
  const own = join(root, folder, 'node_modules');
  if (existsSync(own)) symlinkSync(own, join(bench, folder, 'node_modules'));
  symlinkSync(join('../..', folder), join(bench, 'node_modules/@threepid', basename(folder)));
}
