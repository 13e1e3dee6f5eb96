// `npm run bench -- [NAME ...] [options]`: builds, then runs the benches of test/bench one after the other, all or those
// whose names begin with a NAME. Options are passed on to them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, orExplain, root } from './build.mjs';

const folder = `${root}test/bench`;
const suffix = '.bench.mjs';

const given = process.argv.slice(2);
const first = given.findIndex((argument) => argument.startsWith('-'));
const names = first === -1 ? given : given.slice(0, first);
const options = first === -1 ? [] : given.slice(first);

const known = readdirSync(folder).filter((file) => file.endsWith(suffix));
const help = `npm run bench -- [NAME ...] [options]

Runs the benches whose names begin with a NAME, or all of them, in under 15 minutes. After several, prints the table that
README.md shows under Speed. Each bench starts what it measures; most need redis-server 7. Run them on an idle machine.

Benches: ${known.map(nameOf).join(', ')}

  --quick  less time; the figures vary more
  --help   this text; after a NAME, what that bench measures and its other options
`;

await orExplain(async () => {
  if (names.length === 0 && options.includes('--help')) {
    console.log(help);
    return;
  }
  const benches = known.filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
  if (benches.length === 0) throw new Error(`no such bench; there are ${known.map(nameOf).join(', ')}`);
  build();
  const temporary = mkdtempSync(join(tmpdir(), 'threepid-bench-'));
  try {
    const summary = join(temporary, 'summary');
    for (const bench of benches) run(bench, summary);
    if (benches.length > 1 && existsSync(summary)) printSummary(readFileSync(summary, 'utf8'));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});

function nameOf(file) {
  return file.slice(0, -suffix.length);
}

function run(bench, summary) {
  console.log(`\n## ${nameOf(bench)}\n`);
  const { status } = spawnSync(process.execPath, [`${folder}/${bench}`, ...options], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_SUMMARY: summary },
  });
  if (status !== 0) throw new Error(`the bench '${nameOf(bench)}' failed`);
}

/** Each line of `lines` is a row as JSON. The benches add theirs in the order of their names; the README begins with whole verifications. */
function printSummary(lines) {
  console.log('\n## The table of README.md\n\n| | measured | wanted |\n| --- | ---: | ---: |');
  const rows = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .sort((one, other) => one.place - other.place);
  for (const { what, measured, wanted } of rows) console.log(`| ${what} | ${measured} | ${wanted} |`);
}
