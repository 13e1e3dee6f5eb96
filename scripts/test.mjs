// `npm test [-- paths] [-- --grep text]`, and with `--faults` what `npm run test:faults` runs, as with the other kinds of
// tests: builds, finds or installs what the tests need, runs them, and closes with one line `N passed, N failed`. What the
// jobs share is made beside them: a job starts once its own part of it is there.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { countedRun, finishRun } from './counts-line.mjs';
import { runJob, runReady } from './run-job.mjs';
import { kinds, projectsOf, testJobs } from './test-jobs.mjs';
import { ensureTestRequirements } from './test-requirements.mjs';
import { installNpmTools } from './tool-folder.mjs';

const node = process.execPath;
/** Mocha's own process: `bin/mocha.js` would start it as a second one. */
const mocha = ['--enable-source-maps', `${root}node_modules/mocha/lib/cli/cli.js`];
const c8 = `${root}node_modules/c8/bin/c8.js`;
/** The package whose coverage `npm run test:coverage` measures; `.c8rc.json` says what must be reached. */
const covered = 'packages/core';

const help = `npm test -- [FOLDER or FILE ...] [options], and so for test:attacks, test:browser, test:examples,
test:faults and test:runtimes

Runs all tests, or those of the folders and files that are named, and builds first what they need.

  --coverage   shows which lines of packages/core no test of it reaches
  --grep TEXT  those whose titles match this regular expression
  --help       this text
`;

const { values: options, names: paths } = readCommandLine(help, {
  ...Object.fromEntries(kinds.map((kind) => [kind, { type: 'boolean' }])),
  coverage: { type: 'boolean' },
  grep: { type: 'string', short: 'g' },
});
const kind = kinds.find((name) => options[name]);
const isPart = paths.length > 0 || options.grep !== undefined;
/** For a package that hangs; a busy machine may need long. */
const timeoutMs = (kind === 'faults' ? 20 : 10) * 60_000;

await countedRun(main);

async function main() {
  build(...projectsOf(paths));
  // Who runs a part says what is needed by choosing it.
  if (kind === 'runtimes') installNpmTools('test/runtimes');
  else if (!isPart) ensureTestRequirements(kind);
  const folder = mkdtempSync(join(tmpdir(), 'threepid-test-'));
  try {
    const jobs = testJobs(root, { kind, paths });
    const steps = [...preparations(jobs), ...jobs.map((job) => testStep(job, folder))];
    const results = await runReady(steps, jobsAtOnce());
    finishRun(total(results.filter((result) => result !== undefined)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The builds of apps that jobs wait for. A part makes the builds that it needs itself. */
function preparations(jobs) {
  if (isPart) return [];
  const apps = jobs.map(({ nextApp }) => nextApp).filter((app) => app !== undefined);
  return apps.map((app) => ({ name: app, run: () => buildNext(app) }));
}

/** A build that fails is made again by the test that needs it, which then says why. */
async function buildNext(app) {
  await runJob({ command: node, args: [`${root}scripts/build-next.mjs`, app], timeoutMs });
}

function testStep(job, folder) {
  const needs = isPart || job.nextApp === undefined ? [] : [job.nextApp];
  return { name: job.name, needs, run: () => runTests(job, folder) };
}

/** Two processes more than cores, since many wait for servers of theirs; the fault tests starve when they share one. */
function jobsAtOnce() {
  if (kind === 'faults') return 1;
  return Number(process.env.TEST_JOBS) || Math.min(4, availableParallelism() + 2);
}

async function runTests({ name, files }, folder) {
  const counts = join(folder, `${name.replaceAll('/', '-')}.json`);
  const job = await runJob({
    command: node,
    args: [...mochaOf(name), ...grep(), '--reporter', `${root}scripts/mocha-counts.cjs`, ...files],
    env: {
      TEST_COUNTS: counts,
      ...(isPart ? { TEST_VERBOSE: '1' } : { ALREADY_BUILT: '1' }),
    },
    timeoutMs,
  });
  return report(name, job, readCounts(counts));
}

function mochaOf(name) {
  if (name !== covered || !options.coverage) return mocha;
  // All of the package is loaded, so that a module without a test counts as what it is.
  return [c8, node, ...mocha, '--require', `${root}${covered}/dist/index.js`];
}

function grep() {
  return ['--forbid-only', ...(options.grep === undefined ? [] : ['--grep', options.grep])];
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Prints what a job said, and counts it: a job that ends badly without a failed test is a failure by itself. */
function report(name, { code, output, timedOut, ms }, counts) {
  const { passes = 0, failures = 0, pending = 0 } = counts ?? {};
  const fault = faultOf({ code, timedOut, counts });
  // A failed test is why its process ends badly; anything else is a failure of its own.
  const failed = failures + (fault === undefined || (failures > 0 && counts.ended) ? 0 : 1);
  console.log(`\n── ${name} (${Math.round(ms / 100) / 10} s)`);
  console.log(output.trim());
  if (failed > failures) console.log(`${name}: ${fault}`);
  return { passed: passes, failed, skipped: pending };
}

function faultOf({ code, timedOut, counts }) {
  const place = counts?.ended ? 'after its tests' : `in '${counts?.running ?? 'the loading of its files'}'`;
  if (timedOut) return `killed ${place}: it did not end within ${timeoutMs / 1_000} s`;
  if (!counts?.ended) return `ended ${place}, with code ${code}`;
  if (code !== 0) return `its tests passed, but it ended with code ${code}: see above`;
  return undefined;
}

function total(results) {
  const sum = (key) => results.reduce((so_far, result) => so_far + result[key], 0);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum);
  if (skipped > 0) console.log(`\n${skipped} skipped`);
  if (passed + failed > 0) return { passed, failed };
  console.log('\nNo test was found.');
  return { passed: 0, failed: 1 };
}
