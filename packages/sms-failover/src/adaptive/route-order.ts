import type { SmsSender } from '@threepid/core';
import { betaSample } from './beta-sample.js';
import { shareOf, type RouteEstimate } from './route-estimates.js';

/** A sender, and the share of its messages that will be verified, less its cost. */
export interface RankedRoute extends RouteEstimate {
  readonly value: number;
}

/** How many standard deviations a sender may be worse than it seems to be: one that is hardly known doesn't become the best by luck. */
const caution = 1;

/** The senders, the one first that is best by all that is known; of equal ones, the one that is named first. */
export function surestFirst(
  estimates: readonly RouteEstimate[],
  costOf: (sender: SmsSender) => number,
): readonly RankedRoute[] {
  return ranked(
    estimates,
    ({ sender, belief }) => shareOf(belief) - caution * deviationOf(belief) - costOf(sender),
  );
}

/**
 * The senders in an order drawn by Thompson sampling: each comes first as often as it is likely to be the best one.
 *
 * Source: Russo, Van Roy, Kazerouni, Osband and Wen, "A tutorial on Thompson sampling", 2018.
 */
export function sampledOrder(
  estimates: readonly RouteEstimate[],
  costOf: (sender: SmsSender) => number,
  random: () => number,
): readonly RankedRoute[] {
  return ranked(
    estimates,
    ({ sender, belief: { good, bad } }) => betaSample(good, bad, random) - costOf(sender),
  );
}

/** The senders, the one first of which least is known lately: so it is noticed that a bad one has recovered. */
export function leastKnownFirst(estimates: readonly RouteEstimate[]): readonly RankedRoute[] {
  return ranked(estimates, ({ lastMinute }) => -lastMinute);
}

function ranked(
  estimates: readonly RouteEstimate[],
  valueOf: (estimate: RouteEstimate) => number,
): readonly RankedRoute[] {
  return estimates
    .map((estimate) => ({ ...estimate, value: valueOf(estimate) }))
    .sort((one, other) => other.value - one.value);
}

/** The standard deviation of a Beta distribution. */
function deviationOf({ good, bad }: RouteEstimate['belief']): number {
  const all = good + bad;
  return Math.sqrt((good * bad) / (all * all * (all + 1)));
}
