import type { Ask, SimulatedPolicy, Verdict } from '../policy.js';
import { days, hours } from '../timeline.js';

interface Terms {
  readonly start: number;
  readonly refill: number;
}

interface Balance {
  amount: number;
  cap: number;
  at: number;
}

const payback = 2.2;
const growth = 0.5;
const mostGrowth = 40;
const blockADay = 220;

/** The forty lines of section 7 of the design: a balance for each group, and nothing else. */
export class Sketch implements SimulatedPolicy {
  private readonly balances = new Map<string, Balance>();
  private readonly known = new Set<string>();

  decide(ask: Ask): Verdict {
    const groups = this.groupsOf(ask);
    const balances = groups.map(([key, terms]) => this.balance(key, terms, ask.now));
    if (balances.some(({ amount }) => amount < 1)) return { kind: 'refuse' };
    for (const balance of balances) balance.amount -= 1;
    return {
      kind: 'allow',
      verified: (now) => {
        if (ask.caller !== undefined) this.known.add(ask.caller.address);
        for (const [key, terms] of groups.filter(([, { refill }]) => refill > 0))
          this.pay(this.balance(key, terms, now), terms);
      },
    };
  }

  private pay(balance: Balance, { start }: Terms): void {
    balance.cap = Math.min(balance.cap + growth, start * mostGrowth);
    balance.amount = Math.min(balance.amount + payback, balance.cap);
  }

  private balance(key: string, { start, refill }: Terms, now: number): Balance {
    const stored = this.balances.get(key) ?? { amount: start, cap: start, at: now };
    const passed = now - stored.at;
    stored.cap = Math.max(start, stored.cap * 0.5 ** (passed / days));
    stored.amount = Math.min(stored.cap, stored.amount + (refill * passed) / hours);
    stored.at = now;
    this.balances.set(key, stored);
    return stored;
  }

  private groupsOf({ msisdn, country, caller, now }: Ask): readonly (readonly [string, Terms])[] {
    const known = caller !== undefined && this.known.has(caller.address);
    const ofNumber: readonly (readonly [string, Terms])[] = [
      known ? [`known ${msisdn}`, { start: 4, refill: 0.5 }] : [msisdn, { start: 4, refill: 0.09 }],
      [`block ${msisdn.slice(0, -4)}`, { start: 10, refill: 0.4 }],
      [`day ${msisdn.slice(0, -4)} ${Math.floor(now / days)}`, { start: blockADay, refill: 0 }],
      [`blocks ${msisdn.slice(0, -5)}`, { start: 25, refill: 0.8 }],
      [`country ${country}`, { start: 30, refill: 1 }],
      ['all', { start: 150, refill: 8 }],
    ];
    if (caller === undefined) return ofNumber;
    return [
      ...ofNumber,
      [`pair ${msisdn} ${caller.address}`, { start: 2, refill: 0.08 }],
      [`address ${caller.address}`, { start: 10, refill: 0.4 }],
      [`network ${caller.premises ?? caller.address}`, { start: 40, refill: 3 }],
    ];
  }
}
