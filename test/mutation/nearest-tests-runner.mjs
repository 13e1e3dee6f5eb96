// Stryker's test runner for mocha, with three things that its own one lacks: the tests nearest to a mutant run first, so
// that most mutants die within milliseconds; a mutant that is at work while modules are loaded needs no process of its own,
// because what it touches is loaded once more; and a test that a mutant makes hang fails, instead of taking the process
// with it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join, relative } from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { PluginKind, commonTokens, declareClassPlugin, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { isNear, nearFiles, nearestTests } from './nearness.mjs';
import { Tests } from './tests.mjs';

class NearestTestsRunner {
  static inject = tokens(commonTokens.options);

  constructor({ threepid }) {
    this.settings = threepid;
    this.context = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.files = threepid.tests.flatMap(testFilesOf).filter((file) => this.isWanted(file));
    // A counterexample is enough; the smallest one is for people.
    fc.configureGlobal({ endOnFailure: true });
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    this.tests = await Tests.load(this.files);
    const tests = this.tests.all.filter(
      ({ id }) => !this.settings.slow.some((title) => id.startsWith(title)),
    );
    const results = await this.tests.run(tests, (id) => (this.context.currentTestId = id));
    const takes = results.map(({ id, timeSpentMs }) => [id, timeSpentMs]);
    writeFileSync(this.settings.takes, JSON.stringify(takes));
    return {
      status: DryRunStatus.Complete,
      tests: results.map(testResult),
      mutantCoverage: this.context.mutantCoverage,
    };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const { context } = this;
    const run = mutantActivation === 'static' ? this.runWhileLoading : this.runLoaded;
    Object.assign(context, { hitLimit, hitCount: hitLimit ? 0 : undefined });
    try {
      const results = await run.call(this, activeMutant, testFilter);
      const timeout = determineHitLimitReached(context.hitCount, context.hitLimit);
      return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests: results.map(testResult) });
    } finally {
      context.activeMutant = undefined;
    }
  }

  /** The mutant is at work once all is loaded. */
  async runLoaded({ id, fileName }, ids) {
    this.tests ??= await Tests.load(this.files);
    const wanted = new Set(ids);
    const tests = this.tests.all.filter((test) => wanted.has(test.id));
    this.context.activeMutant = id;
    return this.tests.run(this.nearest(fileName, tests));
  }

  /** The mutant is at work from the beginning: what is near is loaded with it, the nearest first, until a test fails. */
  async runWhileLoading({ id, fileName }) {
    reloading ??= register('./reload-hooks.mjs', import.meta.url) ?? true;
    this.context.activeMutant = id;
    const passed = [];
    for (const files of nearFiles(this.sourceOf(fileName), this.files, (file) => this.nameOf(file))) {
      const results = await this.runReloaded(fileName, files, `?mutant=${id}`);
      passed.push(...results);
      if (results.some(({ error }) => error !== undefined)) break;
    }
    return passed;
  }

  async runReloaded(fileName, files, query) {
    try {
      const tests = await Tests.load(files, query);
      return await tests.run(this.nearest(fileName, tests.all));
    } catch (error) {
      return [failureToLoad(error)];
    }
  }

  /** Those of `tests` that have been run without a mutant, the nearest first. */
  nearest(fileName, tests) {
    this.takes ??= new Map(JSON.parse(readFileSync(this.settings.takes, 'utf8')));
    const known = tests.filter(({ id }) => this.takes.has(id));
    return nearestTests(this.sourceOf(fileName), known, {
      nameOf: ({ file }) => this.nameOf(file),
      msOf: ({ id }) => this.takes.get(id),
    });
  }

  /** Of a part of the sources, only what is near is loaded. */
  isWanted(file) {
    const { sources } = this.settings;
    return sources.length === 0 || sources.some((source) => isNear(source, this.nameOf(file)));
  }

  /** Path of a mutated file below `src`. */
  sourceOf(fileName) {
    return relative(this.settings.source, fileName);
  }

  /** Name of a compiled test's file, below its folder of tests. */
  nameOf(file) {
    const folder = this.settings.tests.find((one) => file.startsWith(`${one}/`));
    return relative(folder, file);
  }
}

/** The registration of the hooks: a process has one. */
let reloading;

function testResult({ id, file, timeSpentMs, error }) {
  const test = { id, name: id, fileName: file, timeSpentMs };
  if (error === undefined) return { ...test, status: TestStatus.Success };
  return { ...test, status: TestStatus.Failed, failureMessage: String(error) };
}

/** A module that can't be loaded is noticed by each test. */
function failureToLoad(error) {
  return { id: 'load', timeSpentMs: 0, error };
}

function testFilesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.test.js') && !file.endsWith('.faults.test.js'))
    .sort()
    .map((file) => join(folder, file));
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'nearest-tests', NearestTestsRunner),
];
