import type { Ask, SimulatedPolicy, Verdict } from '../policy.js';
import { days, hours, minutes } from '../timeline.js';
import { SlidingWindows } from './sliding-windows.js';

type Limit = readonly [key: string, messages: number, windowMs: number];

/** The fixed limits of version 0.1. */
export class FixedLimits implements SimulatedPolicy {
  private readonly counts = new SlidingWindows();

  decide(ask: Ask): Verdict {
    const limits = limitsOf(ask);
    if (!limits.every(([key, limit, windowMs]) => this.counts.has(key, limit, windowMs, ask.now))) {
      return { kind: 'refuse' };
    }
    for (const key of new Set(limits.map(([name]) => name))) this.counts.add(key, ask.now);
    return { kind: 'allow', verified: () => undefined };
  }
}

function limitsOf({ msisdn, caller }: Ask): readonly Limit[] {
  const ofNumber: readonly Limit[] = [
    [msisdn, 5, 10 * minutes],
    [msisdn, 10, days],
  ];
  if (caller === undefined) return ofNumber;
  const { address, site, premises } = caller;
  const pair = `${msisdn} ${address}`;
  const ofCaller: readonly Limit[] = [
    [pair, 3, 10 * minutes],
    [pair, 4, days],
    [address, 20, hours],
  ];
  const wider: readonly Limit[] =
    site === undefined || premises === undefined
      ? []
      : [
          [site, 40, hours],
          [premises, 100, hours],
        ];
  return [...ofNumber, ...ofCaller, ...wider];
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
