// Packs every package that is published, as npm would, and checks the tarballs: publint, and attw for what resolves
// where. Ends with 1 if one isn't clean.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, orExplain, root } from './build.mjs';
import { runJob, runPool } from './run-job.mjs';
import { workspaces } from './stale-output.mjs';

const bin = `${root}node_modules/.bin/`;
const timeoutMs = 120_000;
/** What a reader of the package must find in it. */
const needed = ['package.json', 'README.md', 'LICENSE'];

await orExplain(async () => {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'threepid-pack-'));
  try {
    const faults = (await runPool(published(), availableParallelism(), (path) => check(path, folder))).flat();
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) throw new Error(`${faults.length} faults in the packages`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function published() {
  return workspaces(root).filter(
    (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).private !== true,
  );
}

/** @returns its faults. */
async function check(path, folder) {
  const packed = await runJob({
    command: 'npm',
    args: ['pack', `./${path}`, '--json', '--loglevel=error', '--pack-destination', folder],
    timeoutMs,
  });
  if (packed.code !== 0) return [`${path}: npm pack: ${packed.output}`];
  const [{ filename, files }] = JSON.parse(packed.output.slice(packed.output.indexOf('[')));
  const tarball = join(folder, filename);
  const results = [
    missingFiles(files),
    await tool('publint', ['run', tarball, '--strict']),
    await tool('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']),
  ].flat();
  console.log(`${path}: ${files.length} files, ${results.length === 0 ? 'clean' : 'not clean'}`);
  return results.map((fault) => `${path}: ${fault}`);
}

function missingFiles(files) {
  const present = new Set(files.map(({ path }) => path));
  return needed.filter((name) => !present.has(name)).map((name) => `${name} is missing`);
}

async function tool(name, args) {
  const { code, output } = await runJob({ command: `${bin}${name}`, args, timeoutMs });
  return code === 0 ? [] : [`${name}:\n${output.trim()}`];
}
