import type { ReportedOutcome, SmsMessage } from '@threepid/core';
import { SeededRandom } from '../seeded-random.js';
import { hours, minutes, seconds, Timeline } from '../timeline.js';
import { bestFirst, type RoutedMessage, type SimulatedRouter, type RouterUnderTest } from './routers.js';
import type { SimulatedSender } from './senders.js';

export interface RoutingScenario {
  readonly name: string;
  readonly senders: readonly SimulatedSender[];
  /** People an hour. */
  readonly rate: number;
  /** The share of people who finish if they get a message in time. */
  readonly finishing: number;
  readonly past: number;
  readonly duration: number;
  /** Blocks of 10,000 numbers that people's numbers are in. Default: 4,000. */
  readonly blocks?: number;
  readonly attack?: TeachingAttack;
}

/** Sessions of somebody who wants to shift the traffic. */
export interface TeachingAttack {
  /** Sessions an hour, from 0 on. */
  readonly rate: number;
  /** Blocks of 10,000 numbers that the numbers are in. */
  readonly blocks: number;
  /** Verifies only messages of this sender; undefined: none. */
  readonly verifies: string | undefined;
}

/** What a run came to, from 0 on. */
export class RoutingFigures {
  people = 0;
  /** Of these: they finished. */
  verified = 0;
  /** All messages to them. */
  messages = 0;
  /** True for each first message of an honest person that went to the best sender, in order. */
  readonly wasBest: boolean[] = [];

  /** The number of first messages to other senders before eight of ten went to the best one. Infinite if that never came. */
  get untilMoved(): number {
    for (let from = 0; from + window <= this.wasBest.length; from += 1) {
      const best = this.wasBest.slice(from, from + window).filter(Boolean).length;
      if (best >= mostOfWindow) return this.wasBest.slice(0, from + window).filter((one) => !one).length;
    }
    return Infinity;
  }

  /** The share of first messages that went to another sender than the best one. */
  get lost(): number {
    return this.wasBest.filter((best) => !best).length / Math.max(1, this.wasBest.length);
  }
}

const window = 10;
const mostOfWindow = 8;

/** A code is valid for so long. */
const codeLifetime = 10 * minutes;

export class RoutingRun {
  readonly timeline = new Timeline();
  readonly figures = new RoutingFigures();
  readonly random: SeededRandom;
  readonly router: SimulatedRouter;
  private readonly truths: ReadonlyMap<string, SimulatedSender>;
  private sessions = 0;

  constructor(
    readonly scenario: RoutingScenario,
    underTest: RouterUnderTest,
    seed: number,
  ) {
    this.random = new SeededRandom(seed);
    this.timeline.now = -scenario.past;
    this.truths = new Map(scenario.senders.map((sender) => [sender.name, sender]));
    this.router = underTest.create({
      senders: scenario.senders,
      clock: { now: () => this.now },
      // Chances of their own, so that the people are the same for all routers.
      random: new SeededRandom(seed + 1_000),
      time: () => this.timeline.now,
    });
  }

  async execute(): Promise<RoutingFigures> {
    const { attack, rate } = this.scenario;
    this.arrive(rate, -Infinity, (random) => new Person(this, random).ask());
    if (attack !== undefined)
      this.arrive(attack.rate, 0, (random) => new Attacker(this, random, attack).ask());
    await this.timeline.runUntil(this.scenario.duration);
    return this.figures;
  }

  /** Routers see times as they are in life: far from 0. */
  get now(): number {
    return this.timeline.now + 1_800_000_000_000;
  }

  newSession(): string {
    this.sessions += 1;
    return `s${this.sessions}`;
  }

  /** When a message arrives, after now; undefined if it never does. */
  arrival(sender: string, random: SeededRandom): number | undefined {
    const truth = this.truths.get(sender)?.at(this.timeline.now);
    if (truth === undefined || !random.chance(truth.arrives)) return undefined;
    return random.logNormal(truth.delay, 0.5);
  }

  bestSender(): string | undefined {
    return bestFirst(this.scenario.senders, this.timeline.now)[0];
  }

  private arrive(rate: number, from: number, act: (random: SeededRandom) => Promise<void>): void {
    let index = 0;
    const random = new SeededRandom(this.random.below(2 ** 30));
    const next = async (): Promise<void> => {
      index += 1;
      await act(new SeededRandom(random.below(2 ** 30) + index));
      this.timeline.at(this.timeline.now + random.exponential(hours / rate), next);
    };
    const begin = Math.max(from, this.timeline.now);
    this.timeline.at(begin + random.exponential(hours / rate), next);
  }
}

/** A message that somebody got. */
interface Got extends RoutedMessage {
  readonly sentAt: number;
}

/** One session: asks for messages, and reports what becomes of them, as the framework does. */
abstract class Session {
  private readonly id: string;
  private last: Got | undefined;
  private messages = 0;
  protected isVerified = false;

  constructor(
    protected readonly run: RoutingRun,
    protected readonly random: SeededRandom,
    /** The block of 10,000 numbers that the session's number is in. */
    private readonly block: number,
  ) {
    this.id = run.newSession();
  }

  protected async message(): Promise<Got> {
    const { router, now } = this.run;
    const previous = this.last;
    if (previous !== undefined) await this.report(previous, 'resent');
    const routed = await router.send(this.messageAfter(previous));
    this.messages += 1;
    return (this.last = { ...routed, sentAt: now });
  }

  protected async verify(): Promise<void> {
    if (this.isVerified || this.last === undefined) return;
    this.isVerified = true;
    await this.report(this.last, 'verified');
  }

  private async report({ messageId, sender, note, sentAt }: Got, outcome: ReportedOutcome): Promise<void> {
    const isFirst = this.messages === 1;
    await this.run.router.report({ messageId, sender, note, sentAt, country: 'GB', isFirst, outcome });
  }

  private messageAfter(previous: Got | undefined): SmsMessage {
    return {
      to: `+447${String(this.block).padStart(5, '0')}${String(this.random.below(10_000)).padStart(4, '0')}`,
      country: 'GB',
      text: '',
      purpose: 'verify',
      idempotencyKey: `${this.id}-${this.messages}`,
      isJudged: true,
      ...(previous === undefined ? {} : { previous: { sender: previous.sender } }),
    };
  }
}

/** How many messages a person asks for, at most. */
const mostMessages = 3;

class Person extends Session {
  constructor(run: RoutingRun, random: SeededRandom) {
    super(run, random, random.below(run.scenario.blocks ?? 4_000));
  }

  private readonly finishes = this.random.chance(this.run.scenario.finishing);
  /** Who doesn't mean to finish asks again less often. */
  private readonly asksAgain = this.random.chance(this.finishes ? 0.75 : 0.25);
  private isMeasured = false;

  async ask(): Promise<void> {
    const { figures, timeline } = this.run;
    this.isMeasured = timeline.now >= 0;
    if (this.isMeasured) figures.people += 1;
    const got = await this.next(1);
    if (this.isMeasured) figures.wasBest.push(got.sender === this.run.bestSender());
  }

  private async next(count: number): Promise<Got> {
    const { figures, timeline, scenario } = this.run;
    const got = await this.message();
    if (this.isMeasured) figures.messages += 1;
    const arrival = this.run.arrival(got.sender, this.random);
    const typing = this.random.logNormal(20 * seconds, 0.6);
    if (this.finishes && arrival !== undefined && arrival + typing < codeLifetime)
      timeline.at(timeline.now + arrival + typing, () => this.finish());
    const patience = 40 * seconds + this.random.exponential(30 * seconds);
    if (count < mostMessages && this.asksAgain && scenario.senders.length > 0)
      timeline.at(timeline.now + patience, async () => {
        if (!this.isVerified && !(arrival !== undefined && arrival < patience && this.finishes))
          await this.next(count + 1);
      });
    return got;
  }

  private async finish(): Promise<void> {
    if (!this.isVerified && this.isMeasured) this.run.figures.verified += 1;
    await this.verify();
  }
}

class Attacker extends Session {
  constructor(
    run: RoutingRun,
    random: SeededRandom,
    private readonly attack: TeachingAttack,
  ) {
    super(run, random, 50_000 + random.below(attack.blocks));
  }

  async ask(): Promise<void> {
    const { timeline } = this.run;
    const { sender } = await this.message();
    if (sender === this.attack.verifies) timeline.at(timeline.now + 20 * seconds, () => this.verify());
  }
}
