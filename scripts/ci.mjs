// What `.ci/run` runs on a clean checkout: builds, tests, and checks what the project's habits ask for. Ends, whatever
// happens, with one line `N passed, N failed`: each test counts, and each check. Arguments name the steps to run alone,
// such as `lint`.
import { root } from './build.mjs';
import { countsOf, finishRun } from './counts-line.mjs';
import { runJob, runPool } from './run-job.mjs';

const minute = 60_000;
const node = process.execPath;
const script = (name, ...args) => [node, `${root}scripts/${name}.mjs`, ...args];
const bin = (name, ...args) => [node, `${root}node_modules/${name}`, ...args];

const first = [{ name: 'build', command: script('build'), timeoutMs: 10 * minute }];
/** One at a time: they use both cores themselves. */
const tests = [
  { name: 'test', command: script('test'), timeoutMs: 30 * minute, counts: true },
  { name: 'attacks', command: script('test', '--attacks'), counts: true },
  { name: 'browser', command: script('test', '--browser'), counts: true },
  { name: 'examples', command: script('test', '--examples'), counts: true },
  { name: 'faults', command: script('test', '--faults'), timeoutMs: 20 * minute, counts: true },
  { name: 'peers', command: script('peers'), timeoutMs: 30 * minute, counts: true },
  { name: 'fuzz', command: script('fuzz'), timeoutMs: 20 * minute, counts: true },
  { name: 'soak', command: script('soak', '--short'), counts: true },
  { name: 'model', command: script('model'), timeoutMs: 20 * minute, counts: true },
  { name: 'runtimes', command: script('test', '--runtimes'), counts: true },
];
/** Two at a time. */
const checks = [
  { name: 'coverage', command: script('test', '--coverage', 'packages/core') },
  { name: 'lint', command: script('lint') },
  { name: 'packages', command: script('check-packages'), timeoutMs: 20 * minute },
  { name: 'deployment', command: script('check-deploy'), timeoutMs: 30 * minute },
  { name: 'documentation', command: script('docs') },
  { name: 'api', command: script('check-api') },
  { name: 'format', command: bin('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'structure', command: script('check-structure') },
  { name: 'dependencies', command: script('check-dependencies') },
  { name: 'changesets', command: script('check-changesets') },
  { name: 'audit', command: script('check-audit') },
  { name: 'planted', command: script('planted', '--check'), counts: true },
];

const named = process.argv.slice(2);
const asked = (steps) => steps.filter(({ name }) => named.length === 0 || named.includes(name));

const totals = { passed: 0, failed: 0 };
const known = [...first, ...tests, ...checks].map(({ name }) => name);
for (const name of named.filter((one) => !known.includes(one))) {
  console.error(`no step is called ${name}; there are ${known.join(', ')}`);
  totals.failed += 1;
}
await main().catch((error) => {
  console.error(error);
  totals.failed += 1;
});
finishRun(totals);

async function main() {
  await runPool(first, 1, runStep);
  if (totals.failed > 0) return;
  await runPool(asked(tests), 1, runStep);
  await runPool(asked(checks), 2, runStep);
}

async function runStep({ name, command: [command, ...args], timeoutMs = 8 * minute, counts = false }) {
  const job = await runJob({ command, args, env: { CI: 'true', FORCE_COLOR: '0' }, timeoutMs });
  const result = counts ? countsOf(job) : { passed: Number(job.code === 0), failed: Number(job.code !== 0) };
  totals.passed += result.passed;
  totals.failed += result.failed;
  const end = job.timedOut ? `killed after ${timeoutMs / 1_000} s` : `${Math.round(job.ms / 1_000)} s`;
  console.log(`\n══ ${name}: ${result.failed === 0 ? 'passed' : 'FAILED'} (${end})`);
  console.log(job.output.trim());
}
