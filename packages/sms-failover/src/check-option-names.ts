import { closestName } from '@threepid/core';
import type { FailoverOptions } from './failover-options.js';
import type { AdaptiveOptions } from './adaptive/adaptive-options.js';

const ofFailover: Readonly<Record<keyof FailoverOptions, true>> = {
  prefixes: true,
  onUnknown: true,
  onRejectedDestination: true,
  deadlineMs: true,
  tryMs: true,
  breaker: true,
  adaptive: true,
  name: true,
  logger: true,
  clock: true,
  random: true,
};

const ofBreaker: Readonly<Record<keyof NonNullable<FailoverOptions['breaker']>, true>> = {
  failures: true,
  share: true,
  windowMs: true,
  openMs: true,
};

const ofAdaptive: Readonly<Record<keyof AdaptiveOptions, true>> = {
  storage: true,
  exploration: true,
  prices: true,
  worth: true,
};

/**
 * A misspelt option would do nothing, and nobody would see that.
 *
 * @throws TypeError that names the option that was probably meant.
 */
export function checkOptionNames({ breaker = {}, adaptive = {}, ...options }: FailoverOptions): void {
  checkNames(options, Object.keys(ofFailover), '');
  checkNames(breaker, Object.keys(ofBreaker), 'breaker.');
  checkNames(adaptive, Object.keys(ofAdaptive), 'adaptive.');
}

function checkNames(given: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const closest = closestName(unknown, known);
  const hint = closest === undefined ? `there are ${known.join(', ')}` : `did you mean ${prefix}${closest}?`;
  throw new TypeError(`failover: there is no option ${prefix}${unknown}; ${hint}`);
}
