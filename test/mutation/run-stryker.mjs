// Runs Stryker in a workbench: `node run-stryker.mjs SETTINGS`, with what `mutants-of.mjs` gives it as JSON. The results go
// into `results.json` in the workbench.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const { bench, mutated, tests, slow, sources, mutate, incrementalFile, testedFile, force } = JSON.parse(
  process.argv[2],
);
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
process.chdir(bench);

const results = await new Stryker({
  mutate,
  inPlace: true,
  plugins: [here('nearest-tests-runner.mjs'), here('tested-mutants.mjs')],
  testRunner: 'nearest-tests',
  buildCommand: `${process.execPath} ${here('transpile.mjs')} ${join(bench, mutated)}`,
  checkers: [],
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  // What is at work only while modules are loaded takes longest; a first look may leave it out.
  ignoreStatic: process.env.MUTATION_STATIC === '0',
  concurrency: Number(process.env.MUTATION_JOBS ?? 2),
  // What is loaded once more for a mutant stays in memory.
  maxTestRunnerReuse: 250,
  timeoutMS: 15_000,
  dryRunTimeoutMinutes: 30,
  timeoutFactor: 1.5,
  allowEmpty: true,
  incremental: true,
  incrementalFile,
  force,
  reporters: ['progress-append-only', 'tested-mutants'],
  warnings: { unknownOptions: false, slow: false },
  threepid: {
    slow,
    sources,
    source: join(bench, mutated, 'src'),
    takes: join(bench, 'takes.json'),
    tested: testedFile,
    tests: tests.map((folder) => join(bench, folder)),
  },
}).runMutationTest();

writeFileSync(join(bench, 'results.json'), JSON.stringify(results));
