import type { MessageLimit, MessageResult, OpenedSession } from '@threepid/core';
import fc from 'fast-check';
import { Claimant, CountedNumber, isClaimed, type Settling } from './claimant.js';
import { ComparedStorage } from './compared-storage.js';
import { newAllowanceId, newNextLink, newReceipt, newSentMessage } from './ids.js';
import { ModelStorage } from './model-storage.js';
import type { Suite } from './suite.js';
import { midnight, minute, second } from '../runner/times.js';

export interface StateMachineOptions {
  /** Number of random sequences. */
  readonly runs: number;
  /** Seed, to repeat the sequences of another run. */
  readonly seed: number | undefined;
}

/** An `open` call with one of two client secrets of a number; `back` counts from the last call, which is 0. */
interface Which {
  readonly who: number;
  readonly back: number;
}

/** One step of a sequence. */
type Step =
  | { readonly do: 'wait'; readonly ms: number }
  /** Waits until the end of a code, a session or a claim, give or take 1 ms. */
  | (Which & { readonly do: 'waitFor'; readonly endOf: keyof Lifetimes; readonly byMs: number })
  /** The next calls come from a host whose clock is this much ahead. */
  | { readonly do: 'changeHost'; readonly aheadMs: number }
  | { readonly do: 'rotate' }
  | {
      readonly do: 'open';
      readonly who: number;
      /** The difference to the greatest attempt so far; undefined: no attempt. */
      readonly greater: number | undefined;
      readonly decoy: boolean;
      readonly hasNextLink: boolean;
      readonly hasReceipt: boolean;
      readonly isCounted: boolean;
      readonly claimLifetimeMs: number;
      /** True if the client immediately sends the call a second time, because the first answer was lost. */
      readonly isSentTwice: boolean;
      /** Undefined: the message stays in flight. */
      readonly settledAtOnce: MessageResult | undefined;
      /** True if something is kept of its message when it is settled at once. */
      readonly isKept: boolean;
    }
  | (Which & { readonly do: 'submit' | 'guess' | 'read' | 'consume' | 'outcomeOf' | 'outcomeByNewest' })
  | (Which & {
      readonly do: 'settle';
      readonly result: MessageResult;
      readonly refund: boolean;
      readonly isKept: boolean;
    })
  | { readonly do: 'spend' }
  | { readonly do: 'refund'; readonly back: number }
  | { readonly do: 'forget' };

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/** A sequence begins before midnight and ends after it. */
const begin = midnight - minute;

/** Short durations, so that a sequence of waits reaches all their ends, to the millisecond. */
const rules = { sessionLifetimeMs: 4 * minute, codeLifetimeMs: minute, wrongCodesAllowed: 3 };
const limits: readonly MessageLimit[] = [
  { messages: 3, windowMs: minute },
  { messages: 5, windowMs: 3 * minute },
];

const lifetimes = { code: rules.codeLifetimeMs, session: rules.sessionLifetimeMs, window: 3 * minute };

const who = fc.nat({ max: 1 });
const back = fc.constantFrom(0, 0, 0, 1, 2);
const isSet = fc.boolean();
const isSometimesSet = fc.constantFrom(true, false, false, false);
const isOftenSet = fc.constantFrom(true, true, false);
const isSeldomSet = fc.constantFrom(true, ...Array<boolean>(9).fill(false));
const waits = fc.constantFrom(0, 1, second, minute / 2, minute - 1, minute);
const greater = fc.constantFrom(undefined, -1, 0, 1, 1, 1, 2);
const claimLifetimes = fc.constantFrom(0, second, minute / 2, minute / 2, minute, 2 * minute, 5 * minute);
const ends = fc.constantFrom<(keyof Lifetimes)[]>(
  'code',
  'code',
  'session',
  'session',
  'claim',
  'claim',
  'window',
);
const results = fc.constantFrom<MessageResult[]>('sent', 'unknown', 'failed', 'failed', 'rejected');
const settledAtOnce = fc.constantFrom<(MessageResult | undefined)[]>(
  ...(['sent', 'sent', 'sent', 'unknown', 'failed', 'rejected'] as const),
  ...Array<undefined>(6).fill(undefined),
);
const looks = fc.constantFrom<('read' | 'outcomeOf' | 'outcomeByNewest' | 'consume')[]>(
  ...(['read', 'read', 'outcomeOf', 'outcomeOf', 'outcomeByNewest', 'outcomeByNewest', 'consume'] as const),
);

/** Relative frequencies of the steps. */
interface Weights {
  readonly open: number;
  readonly submit: number;
  readonly guess: number;
  readonly look: number;
  readonly settle: number;
  readonly spend: number;
  readonly wait: number;
  readonly changeHost: number;
  readonly forget: number;
}

/** Sequences with a little of everything seldom get far with anything. */
const emphases: readonly Weights[] = [
  { open: 12, submit: 6, guess: 8, look: 8, settle: 6, spend: 4, wait: 4, changeHost: 2, forget: 0 },
  { open: 16, submit: 1, guess: 1, look: 1, settle: 6, spend: 16, wait: 5, changeHost: 8, forget: 1 },
  { open: 12, submit: 2, guess: 2, look: 12, settle: 12, spend: 0, wait: 4, changeHost: 3, forget: 0 },
  { open: 10, submit: 4, guess: 20, look: 10, settle: 5, spend: 0, wait: 2, changeHost: 0, forget: 0 },
  { open: 6, submit: 10, guess: 1, look: 8, settle: 2, spend: 0, wait: 8, changeHost: 4, forget: 0 },
];

function stepOf(weights: Weights): fc.Arbitrary<Step> {
  return fc.oneof(
    weighted(weights.open, {
      do: fc.constant('open'),
      who,
      greater,
      decoy: isSeldomSet,
      hasNextLink: isSet,
      hasReceipt: isOftenSet,
      isCounted: isOftenSet,
      claimLifetimeMs: claimLifetimes,
      isSentTwice: isSometimesSet,
      settledAtOnce,
      isKept: isSet,
    }),
    weighted(weights.submit, { do: fc.constant('submit'), who, back }),
    weighted(weights.guess, { do: fc.constant('guess'), who, back }),
    weighted(weights.look, { do: looks, who, back }),
    weighted(weights.settle, {
      do: fc.constant('settle'),
      who,
      back,
      result: results,
      refund: isSet,
      isKept: isSet,
    }),
    weighted(weights.wait, { do: fc.constant('wait'), ms: waits }),
    weighted(weights.wait, {
      do: fc.constant('waitFor'),
      who,
      back,
      endOf: ends,
      byMs: fc.constantFrom(-1, 0, 1),
    }),
    weighted(weights.changeHost, {
      do: fc.constant('changeHost'),
      aheadMs: fc.constantFrom(0, 0, minute / 2, minute),
    }),
    weighted(weights.spend, { do: fc.constant('spend') }),
    weighted(weights.spend / 2, { do: fc.constant('refund'), back }),
    weighted(1, { do: fc.constant('rotate') }),
    weighted(weights.forget, { do: fc.constant('forget') }),
  );
}

const sequences = fc.oneof(
  ...emphases.map((weights) => fc.array(stepOf(weights), { minLength: 1, maxLength: 60, size: 'max' })),
);

function weighted<Fields>(weight: number, fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> }) {
  return { weight, arbitrary: fc.record(fields) };
}

/** Compares the answers of a storage and of the model to random sequences of calls and waits. */
export function stateMachine({ describe, it, storage }: Suite, { runs, seed }: StateMachineOptions): void {
  describe('the state machine', () => {
    it('answers any sequence of calls and waits as the model does', async () => {
      const property = fc.asyncProperty(sequences, async (steps) => {
        const sequence = new Sequence(new ComparedStorage(storage(), new ModelStorage()));
        for (const next of steps) await sequence.take(next);
      });
      await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
    });
  });
}

/** Lifetime of an opened thing. */
interface Lifetimes {
  readonly code: number;
  readonly session: number;
  readonly claim: number;
  /** How long the longest limit counts a message. */
  readonly window: number;
}

/** A call that got a session. */
interface Opening {
  readonly opened: OpenedSession;
  readonly at: number;
  readonly lifetimes: Lifetimes;
}

/** The calls of a client secret so far. */
class Asked {
  greatestAttempt = 0;
  readonly openings: Opening[] = [];
  private latest = begin;

  constructor(readonly claimant: Claimant) {}

  /**
   * The time of a call at `now`. Hosts' clocks differ by up to 60 seconds. But once a call has seen a claim's lifetime
   * end, no later call has an earlier clock, because a storage may then permanently count the message as sent.
   */
  timeOfCall(now: number): number {
    const ends = this.openings.map(({ at, lifetimes }) => at + lifetimes.claim);
    const goesBack = ends.some((end) => now < end && end <= this.latest);
    this.latest = Math.max(this.latest, now);
    return goesBack ? this.latest : now;
  }
}

function keeping(isKept: boolean): Pick<Settling, 'sentMessage'> {
  return isKept ? { sentMessage: newSentMessage() } : {};
}

/** Takes the steps of one sequence, with its own ids. */
class Sequence {
  private now = begin;
  /** How far the calling host's clock is ahead. */
  private aheadMs = 0;
  private rotations = 0;
  private readonly asked: readonly Asked[];
  private readonly number = new CountedNumber();
  private readonly allowance = newAllowanceId(this.number.id);
  private readonly spendings: number[] = [];

  constructor(private readonly storage: ComparedStorage) {
    this.asked = [0, 1].map(() => new Asked(new Claimant(storage, this.number, rules)));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'wait':
        this.now += step.ms;
        return;
      case 'changeHost':
        this.aheadMs = step.aheadMs;
        return;
      case 'rotate':
        this.rotate();
        return;
      case 'open':
        return this.open(step);
      case 'spend':
        return this.spend();
      case 'refund':
        return this.refund(step);
      case 'forget':
        return this.forget();
      default:
        return this.goOn(step);
    }
  }

  // One secret, two, three, and one again, so that the sessions of the others can't be reached for a while.
  private rotate(): void {
    this.rotations += 1;
    const secrets = ['first', 'second', 'third'].slice(0, 1 + (this.rotations % 3)).toReversed();
    for (const { claimant } of this.asked) claimant.secrets = secrets;
  }

  private async open({ who, greater, isCounted, ...step }: StepOf<'open'>): Promise<void> {
    const asked = this.asked[who];
    if (asked === undefined) return;
    const attempt = greater === undefined ? undefined : Math.max(0, asked.greatestAttempt + greater);
    const nextLink = step.hasNextLink ? newNextLink() : undefined;
    const { decoy, claimLifetimeMs } = step;
    const at = asked.timeOfCall(this.hostTime);
    const receipt = step.hasReceipt ? newReceipt() : undefined;
    const wishes = { attempt, decoy, nextLink, limits: isCounted ? limits : [], claimLifetimeMs, receipt };
    const outcome = await asked.claimant.ask(at, wishes);
    asked.greatestAttempt = Math.max(asked.greatestAttempt, attempt ?? 0);
    if (outcome.kind !== 'opened') return;
    asked.openings.push({ opened: outcome, at, lifetimes: { ...lifetimes, claim: claimLifetimeMs } });
    if (isClaimed(outcome) && claimLifetimeMs > 0) await this.goOnAtOnce(asked.claimant, outcome, step);
  }

  private async goOnAtOnce(
    claimant: Claimant,
    opened: OpenedSession,
    { isSentTwice, settledAtOnce, isKept }: Pick<StepOf<'open'>, 'isSentTwice' | 'settledAtOnce' | 'isKept'>,
  ): Promise<void> {
    if (isSentTwice) await claimant.askAgain(opened);
    if (settledAtOnce !== undefined) await claimant.settle(opened, settledAtOnce, keeping(isKept));
  }

  private async spend(): Promise<void> {
    const now = this.hostTime;
    const { kind } = await this.storage.spend({ id: this.allowance, limits, now });
    if (kind === 'spent') this.spendings.push(now);
  }

  private async refund({ back }: StepOf<'refund'>): Promise<void> {
    const spentAt = this.spendings.at(-1 - back);
    if (spentAt !== undefined) await this.storage.refund({ id: this.allowance, spentAt });
  }

  private async forget(): Promise<void> {
    const { slot, id: numberId } = this.number;
    await this.storage.forget({ slot, numberId, now: this.hostTime });
  }

  private async goOn(step: Extract<Step, Which>): Promise<void> {
    const asked = this.asked[step.who];
    const opening = asked?.openings.at(-1 - step.back);
    if (asked === undefined || opening === undefined) return;
    if (step.do === 'waitFor') this.waitFor(opening, step);
    else await this.call(asked, opening.opened, step);
  }

  private waitFor({ at, lifetimes }: Opening, { endOf, byMs }: StepOf<'waitFor'>): void {
    this.now = Math.max(this.now, at + lifetimes[endOf] + byMs - this.aheadMs);
  }

  private async call(
    asked: Asked,
    opened: OpenedSession,
    step: Exclude<Extract<Step, Which>, StepOf<'waitFor'>>,
  ): Promise<void> {
    const now = asked.timeOfCall(this.hostTime);
    if (step.do === 'settle') {
      const { refund, isKept } = step;
      await asked.claimant.settle(opened, step.result, { refund, now, ...keeping(isKept) });
    } else if (step.do === 'outcomeByNewest') {
      // The session of the newest call may have taken the claim over.
      const newest = asked.openings.at(-1)?.opened ?? opened;
      await asked.claimant.outcomeOf(now, newest, asked.claimant.claimOf(opened));
    } else await asked.claimant[step.do](now, opened);
  }

  private get hostTime(): number {
    return this.now + this.aheadMs;
  }
}
