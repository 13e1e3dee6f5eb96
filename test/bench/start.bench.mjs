// What it costs to start: the import of each package beside that of its libraries, and the start of an embedding host beside
// its ceiling. Every figure is of a fresh process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildNext } from '../../scripts/build-next.mjs';
import { workspaces } from '../../scripts/stale-output.mjs';
import { benchOptions } from './run/bench-options.mjs';
import { startHost } from './run/child.mjs';
import { librariesOf } from './run/imports-of.mjs';
import { Laboratory } from './run/laboratory.mjs';
import { machineLine } from './run/machine.mjs';
import { median } from './run/statistics.mjs';
import { commandsOf, nextApp, pairOf } from './run/systems.mjs';
import { addToSummary } from './run/summary.mjs';
import { table } from './run/table.mjs';

const help = `npm run bench -- start [options]

Time and memory to start, each in a new process, medians of 5: to import each package, beside the libraries that it imports;
and to start a host, up to its first answer, beside its ceiling, hand-written routes for the same framework.

  --quick  medians of 3
  --help   this text
`;

const options = benchOptions(help, { quick: { type: 'boolean', default: false } });

const root = fileURLToPath(new URL('../../', import.meta.url));
const rounds = options.quick ? 3 : 5;
const mebi = 2 ** 20;

/** What an Express app with Redis imports, and what it would import without threepid. */
const embedding = {
  name: 'core, Express adapter and Redis storage',
  ours: ['@threepid/core', '@threepid/express', '@threepid/storage-redis', 'express', 'ioredis'],
  libraries: [
    ...['express', 'ioredis', 'libphonenumber-js/max', 'reflect-metadata'],
    ...['class-validator', 'class-transformer', 'tsyringe'],
  ],
};

await main();

async function main() {
  console.log(importTable([embedding, ...packages()]));
  console.log(`\n${await startTable()}`);
  console.log(`\n${machineLine()}`);
}

/** Our packages that import any library and that an app would import. */
function packages() {
  const folders = new Map(
    workspaces(root)
      .filter((folder) => /^(?:packages|adapters)\//.test(folder))
      .map((folder) => [
        JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')).name,
        root + folder,
      ]),
  );
  return [...folders.keys()]
    .map((name) => ({ name, ours: [name], libraries: librariesOf(name, (wanted) => folders.get(wanted)) }))
    .filter(({ name, libraries }) => libraries.length > 0 && name !== '@threepid/contract-tests');
}

function importTable(pairs) {
  const sides = pairs.flatMap(({ ours, libraries }) => [ours, libraries]);
  const measured = new Map(sides.map((specifiers) => [specifiers, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const specifiers of sides) measured.get(specifiers).push(importOf(specifiers));
  const medianOf = (side, key) => median(measured.get(side).map((figures) => figures[key]));
  addToSummary(4, [importRow(medianOf(embedding.ours, 'ms') / medianOf(embedding.libraries, 'ms'))]);
  const rows = pairs.map(({ name, ours, libraries }) => {
    const cells = (key) => [medianOf(ours, key), medianOf(libraries, key)];
    return [name, ...ratioAndBoth(cells('ms')), ...ratioAndBoth(cells('mib'))];
  });
  return table(headed('import of', 'its libraries'), rows);
}

function importRow(ratio) {
  const what = `time to import ${embedding.name}, beside their libraries`;
  return { what, measured: ratio.toFixed(2), wanted: '1.3 or less' };
}

/** Milliseconds and MiB that imports take in a fresh process. */
function importOf(specifiers) {
  const script = `
    const [start, before] = [performance.now(), process.memoryUsage.rss()];
    await Promise.all(${JSON.stringify(specifiers)}.map((specifier) => import(specifier)));
    const figures = { ms: performance.now() - start, mib: (process.memoryUsage.rss() - before) / ${mebi} };
    console.log(JSON.stringify(figures));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
}

async function startTable() {
  const laboratory = await Laboratory.open();
  try {
    buildNext(nextApp.app, nextApp.beside);
    const pairs = ['Fastify', 'Express', 'Next', 'standalone server'].map((framework) => pairOf(framework));
    const rows = [];
    for (const pair of pairs)
      rows.push([pair.name, ...(await startsOf(commandsOf(pair, laboratory.places)))]);
    return table(headed('start of', 'its ceiling'), rows);
  } finally {
    await laboratory.close();
  }
}

async function startsOf(commands) {
  const measured = { host: [], ceiling: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const side of ['host', 'ceiling']) measured[side].push(await startOf(commands[side]));
  const cells = (key) =>
    ['host', 'ceiling'].map((side) => median(measured[side].map((figures) => figures[key])));
  return [...ratioAndBoth(cells('ms')), ...ratioAndBoth(cells('mib'))];
}

async function startOf({ args, env, path }) {
  const { child, startMs } = await startHost(args, env, path);
  try {
    const { rss } = await child.ask({ kind: 'usage' });
    return { ms: startMs, mib: rss / mebi };
  } finally {
    await child.stop();
  }
}

function headed(what, besides) {
  const columns = (unit, of) => [`${of}, times that of ${besides}`, `${unit}`, `${besides}, ${unit}`];
  return [what, ...columns('ms', 'time'), ...columns('MiB', 'memory')];
}

function ratioAndBoth([ours, theirs]) {
  return [(ours / theirs).toFixed(2), ours.toFixed(0), theirs.toFixed(0)];
}
