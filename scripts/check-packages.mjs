// Packs every published package as npm would, and checks the tarballs with publint, with attw, and in the projects of
// consumers.mjs, which use them at both ends of each peer dependency range, and import each in every way. Exits with 1 if
// one has errors. Arguments select projects by a part of their name, such as `ioredis`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, orExplain, root } from './build.mjs';
import { consumers, everyPackage, peersWithoutConsumer, runConsumer } from './consumers.mjs';
import { runJob, runPool } from './run-job.mjs';
import { workspaces } from './stale-output.mjs';
import { installNpmTools } from './tool-folder.mjs';

const bin = `${installNpmTools('scripts/tools')}/.bin/`;
const timeoutMs = 120_000;
const attwOptions = ['--profile', 'esm-only', '--no-emoji', '--format', 'ascii'];
/** Files that every package must contain. */
const needed = ['package.json', 'README.md', 'LICENSE'];

const named = process.argv.slice(2);

await orExplain(async () => {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'threepid-pack-'));
  try {
    const errors = await errorsOf(folder);
    for (const error of errors) console.error(error);
    if (errors.length > 0) throw new Error(`${errors.length} errors in the packages`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function errorsOf(folder) {
  const packed = await runPool(published(), availableParallelism(), (path) => pack(path, folder));
  const tarballs = new Map(packed.map(({ name, tarball }) => [name, tarball]));
  const chosen = [everyPackage(published()), ...consumers].filter(
    ({ name }) => named.length === 0 || named.some((part) => name.includes(part)),
  );
  const jobs = [
    ...chosen.map((consumer) => () => use(consumer, tarballs, folder)),
    ...(named.length === 0 ? packed.map((one) => () => check(one)) : []),
  ];
  const errors = await runPool(jobs, availableParallelism(), (job) => job());
  const missing = peersWithoutConsumer(published()).map(
    (peer) => `${peer}: add a project to consumers.mjs that runs it`,
  );
  return [...errors.flat(), ...missing];
}

function published() {
  return workspaces(root).filter(
    (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).private !== true,
  );
}

async function pack(path, folder) {
  const args = ['pack', `./${path}`, '--json', '--loglevel=error', '--pack-destination', folder];
  const { code, output } = await runJob({ command: 'npm', args, timeoutMs });
  if (code !== 0) throw new Error(`${path}: npm pack: ${output}`);
  const [{ name, filename, files }] = JSON.parse(output.slice(output.indexOf('[')));
  return { name, path, tarball: join(folder, filename), files };
}

/** @returns its errors. */
async function check({ path, tarball, files }) {
  const results = [
    missingFiles(files),
    await tool('publint', ['run', tarball, '--strict']),
    await tool('attw', [tarball, ...attwOptions, ...styleSheetsOf(path)]),
  ].flat();
  console.log(`${path}: ${files.length} files, ${results.length === 0 ? 'clean' : 'not clean'}`);
  return results.map((error) => `${path}: ${error}`);
}

/** Entry points without types. */
function styleSheetsOf(path) {
  const { exports } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const sheets = Object.keys(exports).filter((entry) => entry.endsWith('.css'));
  return sheets.length === 0 ? [] : ['--exclude-entrypoints', ...sheets];
}

/** @returns its errors. */
async function use(consumer, tarballs, folder) {
  const start = performance.now();
  const errors = await runConsumer(consumer, tarballs, folder);
  const seconds = Math.round((performance.now() - start) / 1_000);
  console.log(`${consumer.name}: ${errors.length === 0 ? 'works' : 'does not work'} (${seconds} s)`);
  return errors;
}

function missingFiles(files) {
  const present = new Set(files.map(({ path }) => path));
  return needed.filter((name) => !present.has(name)).map((name) => `${name} is missing`);
}

async function tool(name, args) {
  const { code, output } = await runJob({ command: `${bin}${name}`, args, timeoutMs });
  return code === 0 ? [] : [`${name}:\n${output.trim()}`];
}
