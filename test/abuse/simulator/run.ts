import { Figures } from './figures.js';
import type { SimulatedCaller, PolicyUnderTest, SimulatedPolicy, Verdict } from './policy.js';
import { SeededRandom } from './seeded-random.js';
import { Timeline } from './timeline.js';
import type { SimulatedCountry } from './world.js';

/** What takes part in a run: a crowd, an attacker. */
export type Actor = (run: Run) => void;

export interface Scenario {
  readonly name: string;
  readonly actors: readonly Actor[];
  /** How long honest people have come before what is measured begins. */
  readonly past: number;
  /** How long is measured. */
  readonly duration: number;
  /** The times between which messages go to a provider that loses them. */
  readonly outage?: { readonly from: number; readonly to: number };
}

/** A request, and the policy's answer to it. */
export interface Request {
  readonly country: SimulatedCountry;
  readonly msisdn: string;
  readonly caller: SimulatedCaller | undefined;
  readonly proved?: boolean;
}

export interface RunOptions {
  readonly seed: number;
  /** Prices of a message by country, in thousandths of a cent, in place of the world's. */
  readonly prices?: Readonly<Record<string, number>>;
  /** The shortest time between two requests of an attacker. Default: what the scenario says. */
  readonly shortestPause?: number;
}

/** A scenario while it runs against a policy. The measured time begins at 0; the past has negative times. */
export class Run {
  readonly timeline = new Timeline();
  readonly figures = new Figures();
  readonly random: SeededRandom;
  private readonly policy: SimulatedPolicy;

  constructor(
    readonly scenario: Scenario,
    private readonly underTest: PolicyUnderTest,
    readonly options: RunOptions,
  ) {
    this.random = new SeededRandom(options.seed);
    this.policy = underTest.create();
    this.timeline.now = -scenario.past;
  }

  get isMeasured(): boolean {
    return this.timeline.now >= 0;
  }

  private get isOutage(): boolean {
    const { outage } = this.scenario;
    return outage !== undefined && this.timeline.now >= outage.from && this.timeline.now < outage.to;
  }

  /** Policies see times as they are in life: far from 0. */
  private get now(): number {
    return this.timeline.now + 1_800_000_000_000;
  }

  async execute(): Promise<Figures> {
    for (const actor of this.scenario.actors) actor(this);
    await this.timeline.runUntil(this.scenario.duration);
    await this.policy.close?.();
    return this.figures;
  }

  async ask({ country, msisdn, caller, proved = false }: Request): Promise<Verdict> {
    const { name, dialCode } = country;
    return this.policy.decide({ msisdn, country: name, dialCode, caller, proved, now: this.now });
  }

  /** As an attacker, who solves challenges or doesn't. */
  async attack(request: Request): Promise<Verdict> {
    const first = await this.ask(request);
    const solves = first.kind === 'challenge' && this.underTest.attackersSolve;
    const verdict = solves ? await this.ask({ ...request, proved: true }) : first;
    const price = this.options.prices?.[request.country.name] ?? request.country.price;
    if (this.isMeasured) this.figures.attack(this.timeline.now, verdict.kind === 'allow' ? price : undefined);
    return verdict;
  }

  /** Submits the code of a message after a while. */
  verifyIn(delay: number, verdict: Verdict): void {
    if (verdict.kind !== 'allow' || this.isOutage) return;
    this.timeline.at(this.timeline.now + delay, () => verdict.verified(this.now));
  }
}
