import { setTimeout as sleep } from 'node:timers/promises';
import { SoakCrowd } from './soak-crowd.js';
import { percentilesOf, type Percentiles } from './latencies.js';
import { soakProgram, type Phase } from './program.js';
import { SoakRecord } from './record.js';
import type { RedisContent } from './redis-content.js';
import type { SoakOptions } from './soak-options.js';
import type { SoakSite } from './soak-site.js';
import type { Vitals } from './vitals.js';
import { watchMachine } from './busy-machine.js';
import { Weather } from './weather.js';

/** A phase that is over. Times are of `performance.now()`. */
export interface PhaseResult {
  readonly name: string;
  readonly isDisturbed: boolean;
  readonly from: number;
  /** The disturbance was over. */
  readonly to: number;
  /** The next phase began. */
  readonly end: number;
  readonly verified: number;
  /** Those of its calls. */
  readonly times: Percentiles;
  readonly longest: number;
  /** True if another program took the processors. */
  readonly isBusy: boolean;
  /** Seconds until calls took no longer than on a calm day, or a little; undefined if that was not before the end. */
  readonly backAfter?: number | undefined;
}

/** What the processes held, while nobody came. */
export interface Look {
  readonly after: string;
  readonly vitals: readonly Vitals[];
  readonly redis: RedisContent;
  readonly verified: number;
  /** People so far. */
  readonly begun: number;
}

/** What a soak came to. */
export interface SoakResult {
  readonly record: SoakRecord;
  readonly phases: readonly PhaseResult[];
  readonly looks: readonly Look[];
  readonly late: number;
  /** How long another program took the processors. */
  readonly busySeconds: number;
  readonly stoppedWell: boolean;
}

/** Calls that take this long at most are as fast as on a calm day, however fast they are then; ms. */
const fastEnough: Percentiles = { p50: 100, p99: 500 };
/** The servers close connections to providers that were idle for 4 seconds. */
const idleMs = 5_000;
/** Times what they take on a calm day. */
const mostTimes = 3;

/** One soak: a crowd, and what is done to the servers meanwhile. */
export class SoakRun {
  readonly #record = new SoakRecord();
  readonly #weather = new Weather();
  readonly #phases: PhaseResult[] = [];
  readonly #looks: Look[] = [];
  readonly #crowd: SoakCrowd;
  #calm = fastEnough;

  constructor(
    private readonly site: SoakSite,
    private readonly options: SoakOptions,
    private readonly say: (line: string) => void,
  ) {
    const { balancer, inbox } = site;
    this.#crowd = new SoakCrowd(
      { balancer, inbox, weather: this.#weather, record: this.#record },
      options.seed,
    );
  }

  /** Runs all of it, and stops the servers. */
  async run(): Promise<SoakResult> {
    const stopWatching = watchMachine(this.#weather);
    try {
      await this.#goThrough();
    } finally {
      stopWatching();
    }
    await this.site.stop();
    const { stoppedWell, inbox } = this.site;
    return {
      record: this.#record,
      phases: this.#phases,
      looks: this.#looks,
      late: inbox.late,
      busySeconds: this.#weather.secondsOf('the machine is busy'),
      stoppedWell,
    };
  }

  async #goThrough(): Promise<void> {
    const { warmUp, rounds, restarts } = soakProgram(this.options.minutes);
    await this.#phase(warmUp);
    await this.#look('the warm-up');
    for (const [index, round] of rounds.entries()) {
      for (const phase of round) await this.#phase(phase);
      await this.#look(`round ${index + 1}`);
      if (index === 0) for (const phase of restarts) await this.#phase(phase);
    }
    await this.#look('the end');
  }

  async #phase(phase: Phase): Promise<void> {
    const { name, crowd = 1, afterMs } = phase;
    const [from, verified] = [performance.now(), this.#record.verified];
    await this.#during(phase.run(this.site, this.#weather), this.options.rate * crowd);
    const to = performance.now();
    await this.#during(sleep(afterMs), this.options.rate);
    this.#finish({ name, isDisturbed: afterMs > 0, from, to, verified });
  }

  /** People come until something is over. */
  async #during(work: Promise<void>, rate: number): Promise<void> {
    let isOver = false;
    const done = work.finally(() => (isOver = true));
    await Promise.all([done, this.#crowd.come(rate, () => isOver)]);
  }

  #finish(phase: Pick<PhaseResult, 'name' | 'isDisturbed' | 'from' | 'to' | 'verified'>): void {
    const { latencies } = this.#record;
    const end = performance.now();
    const sorted = latencies.between(phase.from, end);
    const times = percentilesOf(sorted);
    if (phase.name === 'steady') this.#calm = slowest(times, fastEnough);
    const backAfter = phase.isDisturbed ? latencies.backAfter(phase.to, end, this.#calm) : undefined;
    const verified = this.#record.verified - phase.verified;
    const isBusy = this.#weather.since(phase.from).includes('the machine is busy');
    const result = { ...phase, end, verified, times, longest: sorted.at(-1) ?? 0, isBusy, backAfter };
    this.#phases.push(result);
    this.say(`${phase.name}: ${verified} verified in ${Math.round((end - phase.from) / 1_000)} s`);
  }

  /** Lets everybody finish, and looks at what is left. */
  async #look(after: string): Promise<void> {
    await this.#crowd.leave();
    this.site.balancer.closeIdle();
    await sleep(idleMs);
    const vitals = await this.site.vitals();
    const redis = await this.site.redisContent();
    const { verified, begun } = this.#record;
    this.#looks.push({ after, vitals, redis, verified, begun });
  }
}

function slowest({ p50, p99 }: Percentiles, least: Percentiles): Percentiles {
  return { p50: Math.max(p50 * mostTimes, least.p50), p99: Math.max(p99 * mostTimes, least.p99) };
}
