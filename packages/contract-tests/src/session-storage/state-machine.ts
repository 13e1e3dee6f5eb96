import type { MessageLimit, MessageResult } from '@threepid/core';
import fc from 'fast-check';
import { Claimant, CountedNumber, isClaimed, type Opened } from './claimant.js';
import { ComparedStorage } from './compared-storage.js';
import { newAllowanceId, newNextLink } from './ids.js';
import { ModelStorage } from './model-storage.js';
import type { Suite } from './suite.js';
import { minute, second, t0 } from './times.js';

export interface StateMachineOptions {
  /** How many random sequences are tried. */
  readonly runs: number;
  /** Repeats the sequences of another run. */
  readonly seed: number | undefined;
}

/** An opening of one of two client secrets of one number; `back` counts from the last, which is 0. */
interface Which {
  readonly who: number;
  readonly back: number;
}

/** One step of a sequence. */
type Step =
  | { readonly do: 'wait'; readonly ms: number }
  /** Waits until the end of a code, a session or a claim, as it was opened, or 1 ms more or less. */
  | (Which & { readonly do: 'waitFor'; readonly lifetimeMs: number; readonly byMs: number })
  /** The calls that follow come from a host whose clock is so much ahead. */
  | { readonly do: 'changeHost'; readonly aheadMs: number }
  | { readonly do: 'rotate' }
  | {
      readonly do: 'open';
      readonly who: number;
      /** How much greater than the greatest attempt so far; undefined: no attempt. */
      readonly greater: number | undefined;
      readonly decoy: boolean;
      readonly hasNextLink: boolean;
      readonly isCounted: boolean;
      readonly claimLifetimeMs: number;
      /** Undefined: the message stays under way. */
      readonly settledAtOnce: MessageResult | undefined;
    }
  | (Which & { readonly do: 'submit' | 'guess' | 'read' | 'consume' | 'outcomeOf' })
  | (Which & { readonly do: 'settle'; readonly result: MessageResult; readonly uncount: boolean })
  /** Sends a call that claimed a message, which is under way, a second time. */
  | (Which & { readonly do: 'askAgain' })
  | { readonly do: 'spend' }
  | { readonly do: 'unspend'; readonly back: number };

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/** Short ones, so that a sequence of waits meets the ends of all of them, to the millisecond. */
const rules = { sessionLifetimeMs: 4 * minute, codeLifetimeMs: minute, wrongCodesAllowed: 3 };
const limits: readonly MessageLimit[] = [
  { messages: 3, windowMs: minute },
  { messages: 5, windowMs: 3 * minute },
];

const who = fc.nat({ max: 1 });
const back = fc.constantFrom(0, 0, 0, 1, 2);
const isSet = fc.boolean();
const isSeldomSet = fc.constantFrom(true, ...Array<boolean>(9).fill(false));
const waits = fc.constantFrom(0, 1, minute / 2, minute - 1, minute, 2 * minute);
const greater = fc.constantFrom(undefined, -1, 0, 1, 1, 1, 2);
const claimLifetimes = fc.constantFrom(
  0,
  second,
  minute / 2,
  minute / 2,
  2 * minute,
  2 * rules.sessionLifetimeMs,
);
const ends = fc.constantFrom(rules.codeLifetimeMs, rules.sessionLifetimeMs, second, minute / 2, 2 * minute);
const results = fc.constantFrom<MessageResult[]>('sent', 'sent', 'unknown', 'failed', 'failed', 'rejected');
const settledAtOnce = fc.constantFrom<(MessageResult | undefined)[]>(
  'sent',
  'sent',
  'failed',
  undefined,
  undefined,
);
const judgements = fc.constantFrom<('submit' | 'guess' | 'read' | 'consume' | 'outcomeOf')[]>(
  ...(['submit', 'submit', 'guess', 'guess', 'guess', 'guess', 'read', 'read', 'consume'] as const),
  ...(['outcomeOf', 'outcomeOf', 'outcomeOf'] as const),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(12, {
    do: fc.constant('open'),
    who,
    greater,
    decoy: isSeldomSet,
    hasNextLink: isSet,
    isCounted: isSet,
    claimLifetimeMs: claimLifetimes,
    settledAtOnce,
  }),
  weighted(22, { do: judgements, who, back }),
  weighted(7, { do: fc.constant('settle'), who, back, result: results, uncount: isSet }),
  weighted(1, { do: fc.constant('askAgain'), who, back }),
  weighted(2, { do: fc.constant('changeHost'), aheadMs: fc.constantFrom(0, 1, minute / 2, minute) }),
  weighted(6, { do: fc.constant('wait'), ms: waits }),
  weighted(4, { do: fc.constant('waitFor'), who, back, lifetimeMs: ends, byMs: fc.constantFrom(-1, 0, 1) }),
  weighted(4, { do: fc.constant('spend') }),
  weighted(2, { do: fc.constant('unspend'), back }),
  weighted(1, { do: fc.constant('rotate') }),
);

const sequences = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });

function weighted<Fields>(weight: number, fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> }) {
  return { weight, arbitrary: fc.record(fields) };
}

/** Random sequences of calls and waits, answered by a storage and by the model of the port's comments alike. */
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

/** A call that was answered with a session. */
interface Opening {
  readonly opened: Opened;
  readonly at: number;
}

/** What a client secret has asked for so far. */
class Asked {
  greatestAttempt = 0;
  readonly openings: Opening[] = [];

  constructor(readonly claimant: Claimant) {}
}

/** Takes the steps of one sequence, with ids of its own. */
class Sequence {
  private readonly clock = new HostClocks();
  private rotations = 0;
  private readonly asked: readonly Asked[];
  private readonly allowance = newAllowanceId();
  private readonly spendings: number[] = [];

  constructor(private readonly storage: ComparedStorage) {
    const number = new CountedNumber();
    this.asked = [0, 1].map(() => new Asked(new Claimant(storage, number, rules)));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'wait':
        this.clock.advance(step.ms);
        return;
      case 'changeHost':
        this.clock.aheadMs = step.aheadMs;
        return;
      case 'rotate':
        this.rotate();
        return;
      case 'open':
        return this.open(step);
      case 'spend':
        return this.spend();
      case 'unspend':
        return this.unspend(step);
      default:
        return this.goOn(step);
    }
  }

  // One secret, two, three, and one again: then the sessions of the others are out of reach for a while.
  private rotate(): void {
    this.rotations += 1;
    const secrets = ['first', 'second', 'third'].slice(0, 1 + (this.rotations % 3)).toReversed();
    for (const { claimant } of this.asked) claimant.secrets = secrets;
  }

  private async open({ who, greater, settledAtOnce, isCounted, ...step }: StepOf<'open'>): Promise<void> {
    const asked = this.asked[who];
    if (asked === undefined) return;
    const attempt = greater === undefined ? undefined : Math.max(0, asked.greatestAttempt + greater);
    const nextLink = step.hasNextLink ? newNextLink() : undefined;
    const { decoy, claimLifetimeMs } = step;
    const at = this.clock.now();
    const wishes = { attempt, decoy, nextLink, limits: isCounted ? limits : [], claimLifetimeMs };
    const outcome = await asked.claimant.ask(at, wishes);
    asked.greatestAttempt = Math.max(asked.greatestAttempt, attempt ?? 0);
    if (outcome.kind !== 'opened') return;
    asked.openings.push({ opened: outcome, at });
    if (!isClaimed(outcome)) return;
    this.clock.endsAt(at + claimLifetimeMs);
    if (settledAtOnce !== undefined) await asked.claimant.settle(outcome, settledAtOnce);
  }

  private async spend(): Promise<void> {
    const now = this.clock.now();
    const { kind } = await this.storage.spend({ id: this.allowance, limits, now });
    if (kind === 'spent') this.spendings.push(now);
  }

  private async unspend({ back }: StepOf<'unspend'>): Promise<void> {
    const spentAt = this.spendings.at(-1 - back);
    if (spentAt !== undefined) await this.storage.unspend({ id: this.allowance, spentAt });
  }

  private async goOn(step: Extract<Step, Which>): Promise<void> {
    const asked = this.asked[step.who];
    const opening = asked?.openings.at(-1 - step.back);
    if (asked === undefined || opening === undefined) return;
    if (step.do === 'waitFor') this.clock.advanceTo(opening.at + step.lifetimeMs + step.byMs);
    else if (step.do === 'settle') await this.settle(asked.claimant, opening.opened, step);
    else if (step.do === 'askAgain') await this.askAgain(asked.claimant, opening);
    else await asked.claimant[step.do](this.clock.now(), opening.opened);
  }

  private async settle(
    claimant: Claimant,
    opened: Opened,
    { result, uncount }: StepOf<'settle'>,
  ): Promise<void> {
    await claimant.settle(opened, result, { uncount, now: this.clock.now() });
  }

  // A client sends a call again at once: while it waits for the answer, nobody settles its message.
  private async askAgain(claimant: Claimant, { opened, at }: Opening): Promise<void> {
    const now = this.clock.now();
    const isUnderWay = (await claimant.outcomeOf(now, opened)) === 'under-way';
    if (isClaimed(opened) && isUnderWay && at === now) await claimant.askAgain(opened);
  }
}

/**
 * The clocks of hosts that share a storage: none is more than 60 seconds ahead of another. Once a call saw a claim's
 * lifetime end, no later call has an earlier clock: a storage may count the message as sent for good.
 */
class HostClocks {
  aheadMs = 0;
  private time = t0;
  private latest = t0;
  private readonly ends: number[] = [];

  now(): number {
    const now = this.time + this.aheadMs;
    const goesBack = this.ends.some((end) => now < end && end <= this.latest);
    this.latest = Math.max(this.latest, now);
    return goesBack ? this.latest : now;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  /** Advances until calls have this time, if it is not past. */
  advanceTo(at: number): void {
    this.time = Math.max(this.time, at - this.aheadMs);
  }

  /** Remembers the end of a claim's lifetime. */
  endsAt(end: number): void {
    this.ends.push(end);
  }
}
