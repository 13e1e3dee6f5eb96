import { Ledger, type Balance, type GuardTerms, type MessageGroups } from '@threepid/core';
import type { Ask, SimulatedPolicy, Verdict } from '../policy.js';

/** The guard on balances in memory. */
export class SimulatedGuard implements SimulatedPolicy {
  private readonly balances = new Map<string, Balance>();

  constructor(
    private readonly terms: GuardTerms,
    private readonly challenges: boolean,
  ) {}

  decide(ask: Ask): Verdict {
    const decision = this.ledger(ask.now).decide(groupsOf(ask), ask.proved);
    if (decision.kind === 'refuse') {
      return { kind: this.challenges && decision.challenge ? 'challenge' : 'refuse' };
    }
    return {
      kind: 'allow',
      verified: (now) => {
        this.ledger(now).payBack(decision.charged);
      },
    };
  }

  private ledger(now: number): Ledger {
    return new Ledger(this.terms, this.balances, now);
  }
}

function groupsOf({ msisdn, country, caller }: Ask): MessageGroups {
  return {
    country,
    number: msisdn,
    block: msisdn.slice(0, -4),
    caller: caller && { ...caller, everywhere: caller.address },
  };
}
