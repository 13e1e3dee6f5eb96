// `npm run test:planted [-- name...]`: plants each bug of test/planted in a copy of the working tree, and wants the tests that
// are named for it to fail: they have passed without it. `-- --check`, which CI runs, says in a second whether each bug
// can still be planted. Ends with one line `N passed, N failed`.
import { existsSync, readFileSync } from 'node:fs';
import { bugs } from '../test/planted/bugs.mjs';
import { commandOf } from '../test/planted/finders.mjs';
import { copyWorkingTree, planted, withBug } from '../test/planted/working-copy.mjs';
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { finishRun } from './counts-line.mjs';
import { runJob } from './run-job.mjs';
import { ensureRedisServer } from './test-requirements.mjs';

const minute = 60_000;
const help = `npm run test:planted -- [BUG ...] [options]

Plants each bug of test/planted/bugs in a copy of the working tree, and runs the tests that should find it: they pass without
the bug, and at least one has to fail with it. Without names, all ${bugs.length} bugs, in three quarters of an hour. Needs redis-server 7.

  --check  only checks, in a second, that each bug can still be planted; CI runs this
  --help   this text, and the names of the bugs

${bugs.map(({ name }) => `  ${name}`).join('\n')}
`;

const { values, names } = readCommandLine(help, { check: { type: 'boolean', default: false } });
const unknown = names.filter((name) => !bugs.some((bug) => bug.name === name));
const asked = bugs.filter(({ name }) => names.length === 0 || names.includes(name));

const totals = { passed: 0, failed: 0 };
for (const name of unknown) report(name, 'there is no such bug');
await (values.check ? checkAll() : findAll().catch((error) => report('all bugs', error.message)));
finishRun(totals);

function checkAll() {
  for (const bug of asked) report(bug.name, errorOfEdits(bug) ?? errorOfEntry(bug));
}

function errorOfEdits(bug) {
  try {
    const text = readFileSync(root + bug.file, 'utf8');
    return withBug(text, bug) === text ? `it changes nothing in ${bug.file}` : undefined;
  } catch (error) {
    return error.message;
  }
}

function errorOfEntry({ name, foundBy }) {
  if (bugs.filter((other) => other.name === name).length > 1) return 'another bug has its name';
  if (foundBy.length === 0) return 'nothing is named that finds it';
  const missing = foundBy.flatMap(({ args: [path] }) =>
    path.includes('/') && !existsSync(root + path) ? [path] : [],
  );
  return missing.length > 0 ? `there is no ${missing.join(', ')}` : undefined;
}

async function findAll() {
  if (asked.length === 0) return;
  build();
  ensureRedisServer();
  console.log('copying the working tree, and compiling the copy');
  const copy = copyWorkingTree(root);
  const failing = await failingWithout(copy);
  for (const bug of asked) report(bug.name, await errorOf(copy, bug, failing), bug.effect);
}

/** The commands that fail without any bug: they find nothing. Each runs once. */
async function failingWithout(copy) {
  await built(copy);
  const commands = new Map(
    asked.flatMap(({ foundBy }) => foundBy.map((finder) => [commandOf(finder), finder])),
  );
  const failing = new Set();
  for (const [command, finder] of commands) {
    const { failed, seconds } = await run(copy, finder);
    if (failed !== 0) failing.add(command);
    console.log(`${failed === 0 ? 'passes' : 'FAILS '} without a bug (${seconds} s): ${command}`);
  }
  return failing;
}

async function errorOf(copy, bug, failing) {
  const error = errorOfEdits(bug) ?? errorOfEntry(bug);
  if (error !== undefined) return error;
  return planted(copy, bug, async () => {
    const { code, output } = await built(copy);
    if (code !== 0) return `with it, nothing can be compiled:\n${output.trim()}`;
    for (const finder of bug.foundBy) {
      const command = commandOf(finder);
      if (failing.has(command)) return `this fails without it, too: ${command}`;
      const { failed, seconds, first } = await run(copy, finder);
      if (failed === 0) return `NOT FOUND by ${command}`;
      if (first === '') return `this fails, but no test of it: ${command}`;
      console.log(`  ${command}\n    ${failed} failed in ${seconds} s: ${first}`);
    }
    return undefined;
  });
}

function built(copy) {
  return runJob({
    command: process.execPath,
    args: ['scripts/build.mjs'],
    cwd: copy,
    timeoutMs: 10 * minute,
  });
}

/** Runs what finds bugs. The number of tests that failed: 0 if it was killed, since a bug is found by a test that says so. */
async function run(copy, { script, args }) {
  const job = await runJob({
    command: 'npm',
    args: ['run', '--silent', script, '--', ...args],
    cwd: copy,
    env: { ALREADY_BUILT: '1', FORCE_COLOR: '0' },
    timeoutMs: 20 * minute,
  });
  const [, failed = 0] = /(\d+) failed\s*$/.exec(job.output) ?? [];
  return { failed: Number(failed), seconds: Math.round(job.ms / 1_000), first: firstFailure(job.output) };
}

/** The whole title of the first test that failed, as mocha prints it. */
function firstFailure(output) {
  const [, title = ''] = /\n {2}1\) ((?:.|\n)*?):\n/.exec(output.slice(output.indexOf(' failing'))) ?? [];
  return title.replace(/\s+/g, ' ');
}

function report(name, error, effect) {
  if (error === undefined) totals.passed += 1;
  else totals.failed += 1;
  const found = values.check ? 'applies' : 'found';
  const what = error === undefined ? `${found.padEnd(9)} ${name}` : `FAILED    ${name}: ${error}`;
  console.log(effect === undefined ? what : `${what}\n          ${effect}`);
}
