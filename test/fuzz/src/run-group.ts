import { Corpus } from './engine/corpus.js';
import { coverageOfProcess } from './engine/coverage.js';
import type { FuzzTarget } from './engine/fuzz-target.js';
import { Fuzzer, type FuzzBudget, type FuzzResult } from './engine/fuzzer.js';
import { smallestCorpus } from './engine/smallest-corpus.js';
import { Watchdog } from './engine/watchdog.js';
import { groups } from './targets/groups.js';

/** What to run, and for how long. */
export interface GroupRun {
  /** Of a target, or of a group. */
  readonly name: string;
  /** The folder of the corpus, with a slash at its end. */
  readonly corpus: string;
  readonly seed: number;
  /** Seconds that all targets share. */
  readonly seconds: number;
  /** One input, to run it alone: a text of JSON. */
  readonly input?: string | undefined;
  /** True if what was found is written to the corpus. */
  readonly keep: boolean;
  /** True if each target makes as many requests as it should at least. */
  readonly whole: boolean;
}

/** An input that failed. */
export interface FailedInput {
  readonly target: string;
  readonly input: string;
}

/** Fuzzes targets one after the other, and prints a line for each. */
export async function runGroup(
  run: GroupRun,
  told: (failed: FailedInput) => void,
): Promise<{ readonly passed: number; readonly failed: number }> {
  const [coverage, watchdog] = [coverageOfProcess(), new Watchdog()];
  const targets = await targetsOf(run.name);
  const shares = targets.reduce((sum, { share = 1 }) => sum + share, 0);
  let failed = 0;
  for (const target of targets) {
    const corpus = new Corpus(run.corpus, target.name);
    const fuzzer = new Fuzzer({ target, corpus, coverage, watchdog, seed: run.seed });
    const began = performance.now();
    const ms = (run.seconds * 1_000 * (target.share ?? 1)) / shares;
    const result = await resultOf(fuzzer, run, {
      ms,
      leastRequests: run.whole ? (target.leastRequests ?? 0) : 0,
    });
    const grown = await errorAtClose(target);
    print(target, result, grown, performance.now() - began);
    if (result.failure !== undefined) told({ target: target.name, input: result.failure.input });
    if (result.failure !== undefined || grown !== undefined) failed += 1;
    else if (run.keep) corpus.write(await smallestCorpus(target, result.inputs, coverage));
  }
  return { passed: targets.length - failed, failed };
}

async function targetsOf(name: string): Promise<readonly FuzzTarget[]> {
  const group = groups[name];
  if (group !== undefined) return group();
  for (const load of Object.values(groups)) {
    const found = (await load()).filter((target) => target.name === name);
    if (found.length > 0) return found;
  }
  throw new Error(`'${name}' is no target and no group`);
}

function resultOf(fuzzer: Fuzzer, { input }: GroupRun, budget: FuzzBudget): Promise<FuzzResult> {
  return input === undefined ? fuzzer.fuzz(budget) : fuzzer.replay(JSON.parse(input) as string);
}

async function errorAtClose({ close }: FuzzTarget): Promise<unknown> {
  try {
    await close?.();
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}

function print(
  { name, requests }: FuzzTarget,
  { runs, blocks, inputs, failure }: FuzzResult,
  grown: unknown,
  ms: number,
): void {
  const isGood = failure === undefined && grown === undefined;
  const asked = requests === undefined ? '' : `${requests()} requests, `;
  const counts = `${asked}${runs} runs, ${blocks} blocks reached by ${inputs.length} inputs`;
  console.log(`${isGood ? 'passed' : 'FAILED'} ${name}: ${counts} (${(ms / 1_000).toFixed(1)} s)`);
  if (failure !== undefined) console.log(failure.error);
  if (grown !== undefined) console.log(grown);
}
