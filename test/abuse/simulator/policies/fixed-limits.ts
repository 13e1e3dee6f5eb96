import type { LimitOptions, MessageLimit } from '@threepid/core';
import type { Ask, SimulatedPolicy, Verdict } from '../policy.js';
import { days, hours, minutes } from '../timeline.js';
import { SlidingWindows } from './sliding-windows.js';

/** Those of version 0.1. */
const fixedLimits: LimitOptions = {
  perNumber: [
    { messages: 5, windowMs: 10 * minutes },
    { messages: 10, windowMs: days },
  ],
  perNumberAndAddress: [
    { messages: 3, windowMs: 10 * minutes },
    { messages: 4, windowMs: days },
  ],
  perAddress: [{ messages: 20, windowMs: hours }],
  perSite: [{ messages: 40, windowMs: hours }],
  perNetwork: [{ messages: 100, windowMs: hours }],
};

/** Limits for each number and address, whatever is verified. What is left out is not limited. */
export class FixedLimits implements SimulatedPolicy {
  private readonly counts = new SlidingWindows();

  constructor(private readonly limits: LimitOptions = fixedLimits) {}

  decide(ask: Ask): Verdict {
    const limits = this.limitsOf(ask);
    const isFree = limits.every(([key, { messages, windowMs }]) =>
      this.counts.has(key, messages, windowMs, ask.now),
    );
    if (!isFree) return { kind: 'refuse' };
    for (const key of new Set(limits.map(([name]) => name))) this.counts.add(key, ask.now);
    return { kind: 'allow', verified: () => undefined };
  }

  private limitsOf({ msisdn, caller }: Ask): readonly (readonly [key: string, limit: MessageLimit])[] {
    const { perNumber, perNumberAndAddress, perAddress, perSite, perNetwork } = this.limits;
    const { address, site, premises } = caller ?? {};
    const pair = address === undefined ? undefined : `${msisdn} ${address}`;
    return [
      ...each(msisdn, perNumber),
      ...each(pair, perNumberAndAddress),
      ...each(address, perAddress),
      ...each(site, perSite),
      ...each(premises, perNetwork),
    ];
  }
}

function each(key: string | undefined, limits: readonly MessageLimit[] = []) {
  return key === undefined ? [] : limits.map((limit) => [key, limit] as const);
}

/** At most 50 messages a dial code a day. */
export class FiftyADialCode implements SimulatedPolicy {
  private readonly counts = new SlidingWindows();

  decide({ dialCode, now }: Ask): Verdict {
    if (!this.counts.has(dialCode, 50, days, now)) return { kind: 'refuse' };
    this.counts.add(dialCode, now);
    return { kind: 'allow', verified: () => undefined };
  }
}
