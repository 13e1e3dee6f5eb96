import type { SmsResult } from '@threepid/core';

/** As many failures in a row say that a provider isn't healthy: one or two may be a time-out of a busy minute. */
const failuresInARow = 3;

interface Health {
  failures: number;
  isHealthy: boolean | undefined;
}

/**
 * Providers that take messages or don't, by their last answers. A rejected destination says nothing about a provider: strangers
 * choose the numbers.
 */
export class AnsweringProviders {
  private readonly byProvider = new Map<string, Health>();

  /** @param provider a bounded name. */
  note(provider: string, result: SmsResult['kind']): void {
    if (result === 'rejected-destination') return;
    const health = this.of(provider);
    health.failures = result === 'sent' ? 0 : health.failures + 1;
    if (health.failures === 0) health.isHealthy = true;
    if (health.failures >= failuresInARow) health.isHealthy = false;
  }

  /** The providers of which that is known. */
  known(): readonly { readonly provider: string; readonly isHealthy: boolean }[] {
    return [...this.byProvider].flatMap(([provider, { isHealthy }]) =>
      isHealthy === undefined ? [] : [{ provider, isHealthy }],
    );
  }

  private of(provider: string): Health {
    const known = this.byProvider.get(provider);
    if (known !== undefined) return known;
    const health: Health = { failures: 0, isHealthy: undefined };
    this.byProvider.set(provider, health);
    return health;
  }
}
