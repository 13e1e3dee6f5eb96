// Mocha's tests of some files, which can be run again and again, each time other ones.
import { clearInterval, setInterval } from 'node:timers';
import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';

/** A test hangs if nothing happens in the process for so long; a busy machine is none, so time alone doesn't say it. */
const idleMs = 5_000;
/** No test waits for so long. */
const patienceMs = 120_000;

export class Tests {
  /**
   * @param files absolute paths.
   * @param query added to their URLs, to load them once more.
   */
  static async load(files, query = '') {
    const mocha = new Mocha({ reporter: class {}, timeout: patienceMs });
    mocha.cleanReferencesAfterRun(false);
    for (const file of files) {
      mocha.suite.emit('pre-require', globalThis, file, mocha);
      await import(`${pathToFileURL(file).href}${query}`);
    }
    return new Tests(mocha);
  }

  constructor(mocha) {
    this.mocha = mocha;
    this.suites = suitesOf(mocha.suite).map((suite) => ({ suite, tests: suite.tests }));
    this.topSuites = mocha.suite.suites;
    /** Each test with its id, that is its title; one that stands twice has a number. */
    this.all = identified(this.suites.flatMap(({ tests }) => tests));
    this.byTest = new Map(this.all.map((one) => [one.test, one]));
    mocha.suite.beforeEach(reportTo(this));
  }

  /**
   * Runs `tests` until one fails, file by file in their order.
   *
   * @param onTest called with the id of each before it runs.
   * @returns those that were run: id, file, timeSpentMs and, if it failed, error.
   */
  run(tests, onTest = () => {}) {
    this.onTest = (test) => onTest(this.byTest.get(test)?.id);
    this.choose(tests);
    return new Promise((resolve) => {
      const results = [];
      const runner = this.mocha.run(() => resolve(results));
      const watch = failHanging(runner);
      runner.on('end', () => clearInterval(watch));
      runner.on('pass', (test) => results.push(this.resultOf(test)));
      // A failed hook is reported by itself; the test it was for is what failed.
      runner.on('fail', (one, error) => results.push(this.resultOf(one.ctx?.currentTest ?? one, error)));
    });
  }

  /** Leaves only `tests` in the tree, their files in the same order. */
  choose(tests) {
    const chosen = new Set(tests.map(({ test }) => test));
    for (const { suite, tests } of this.suites) {
      suite.bail(true);
      suite.tests = tests.filter((test) => chosen.has(test));
    }
    const places = new Map([...new Set(tests.map(({ file }) => file))].map((file, place) => [file, place]));
    this.mocha.suite.suites = this.topSuites
      .filter(({ file }) => places.has(file))
      .sort((a, b) => places.get(a.file) - places.get(b.file));
  }

  resultOf(test, error) {
    const { id, file } = this.byTest.get(test) ?? { id: test.fullTitle(), file: test.file };
    return { id, file, timeSpentMs: test.duration ?? 0, error };
  }
}

/**
 * Lets the running test fail, as mocha does after its time, once nothing has happened for `idleMs` of it. A hook may wait that long
 * for a server to start.
 */
function failHanging(runner) {
  let before = performance.eventLoopUtilization();
  let runnable;
  return setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(before);
    before = performance.eventLoopUtilization();
    const isSame = runnable === runner.currentRunnable;
    runnable = runner.currentRunnable;
    if (!isSame || utilization > 0.01 || runnable?.type !== 'test' || runnable.state !== undefined) return;
    // In this order: a test that has timed out hears no callback, and its run would never end.
    runnable.callback?.(new Error('the test hangs'));
    runnable.timedOut = true;
  }, idleMs);
}

function reportTo(tests) {
  return function () {
    tests.onTest(this.currentTest);
  };
}

function identified(tests) {
  const seen = new Map();
  return tests.map((test) => {
    const title = test.fullTitle();
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return { test, id: count === 1 ? title : `${title} (${count})`, file: test.file };
  });
}

function suitesOf(suite) {
  return [suite, ...suite.suites.flatMap(suitesOf)];
}
