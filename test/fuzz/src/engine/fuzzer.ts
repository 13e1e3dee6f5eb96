import { bytesOf } from './bytes.js';
import type { Corpus } from './corpus.js';
import { SeenBlocks, type Coverage } from './coverage.js';
import type { FuzzTarget } from './fuzz-target.js';
import { mutated, type Ingredients } from './mutations.js';
import { FuzzRandom } from './random.js';
import { shrunk } from './shrink.js';
import type { Watchdog } from './watchdog.js';

/** Parts of a fuzzer. */
export interface FuzzerOptions {
  readonly target: FuzzTarget;
  readonly corpus: Corpus;
  readonly coverage: Coverage;
  readonly watchdog: Watchdog;
  readonly seed: number;
}

/** An input that something does not hold for. */
export interface FuzzFailure {
  /** As short as it could be made. */
  readonly input: string;
  readonly error: unknown;
}

/** What a fuzzer did. */
export interface FuzzResult {
  readonly runs: number;
  readonly blocks: number;
  /** The inputs that reached something new, with those of the corpus. */
  readonly inputs: readonly string[];
  readonly failure: FuzzFailure | undefined;
}

/** When a fuzzer stops: after so many milliseconds, once it made so many requests. */
export interface FuzzBudget {
  readonly ms: number;
  readonly leastRequests: number;
}

/** Makes inputs of those that reached something new, and keeps those that do so themselves. */
export class Fuzzer {
  private readonly seen: SeenBlocks;
  private readonly random: FuzzRandom;
  private readonly kept: string[] = [];
  private runs = 0;
  private failure: FuzzFailure | undefined;

  constructor(private readonly options: FuzzerOptions) {
    this.seen = new SeenBlocks(options.coverage);
    this.random = new FuzzRandom(options.seed);
  }

  async fuzz({ ms, leastRequests }: FuzzBudget): Promise<FuzzResult> {
    const { target, corpus } = this.options;
    const until = performance.now() + ms;
    const known = [...new Set([...corpus.read(), ...target.seeds])];
    for (const input of known) await this.tryOut(input, true);
    const ingredients = this.ingredients();
    while (
      this.failure === undefined &&
      ((target.requests?.() ?? 0) < leastRequests || performance.now() < until)
    )
      await this.tryOut(mutated(this.parent(), ingredients), false);
    return this.result();
  }

  /** Runs one input alone. */
  async replay(input: string): Promise<FuzzResult> {
    await this.tryOut(input, true);
    return this.result();
  }

  private result(): FuzzResult {
    return { runs: this.runs, blocks: this.seen.blocks, inputs: this.kept, failure: this.failure };
  }

  /** Each try keeps the coverage of its input alone. */
  private async tryOut(input: string, isKnown: boolean): Promise<void> {
    if (this.failure !== undefined) return;
    this.seen.reset();
    const error = await this.errorOf(input);
    if (error !== undefined) this.failure = await this.shrink(input, error);
    else if (this.seen.take() > 0 || isKnown) this.kept.push(input);
  }

  private async errorOf(input: string): Promise<unknown> {
    const { target, watchdog } = this.options;
    this.runs += 1;
    watchdog.begin(input);
    try {
      // Most targets end at once, and a step of the event loop takes longer than they do.
      const running = target.run(bytesOf(input));
      if (running !== undefined) await running;
      return undefined;
    } catch (error) {
      return error ?? new Error('nothing was thrown');
    } finally {
      watchdog.end();
    }
  }

  /** Shrinks to an input that fails with the same words: another error may be another bug. */
  private async shrink(input: string, error: unknown): Promise<FuzzFailure> {
    const words = kindOf(error);
    const shortest = await shrunk(input, async (shorter) => kindOf(await this.errorOf(shorter)) === words);
    return { input: shortest, error: (await this.errorOf(shortest)) ?? error };
  }

  /** The newest inputs are taken more often: what they reached is least explored. */
  private parent(): string {
    const { kept, random } = this;
    if (kept.length === 0) return '';
    const newest = Math.max(1, Math.ceil(kept.length / 4));
    return random.oneIn(2) ? random.of(kept) : (kept.at(-1 - random.below(newest)) ?? '');
  }

  private ingredients(): Ingredients {
    const { target } = this.options;
    const dictionary = [...(target.dictionary ?? []), ...this.seen.literals()];
    return { random: this.random, dictionary, others: this.kept, longest: target.longest ?? 4_096 };
  }
}

/** The error without what it quotes. */
function kindOf(error: unknown): string {
  if (error === undefined) return '';
  return error instanceof Error ? `${error.name}: ${error.message.split(/[:'"]/, 1)[0] ?? ''}` : typeof error;
}
