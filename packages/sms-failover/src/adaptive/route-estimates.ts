import {
  routeShareLeft,
  type KnownRoute,
  type RouteCohort,
  type RouteRecord,
  type SmsSender,
} from '@threepid/core';

/** Messages by what became of them. */
interface Outcomes {
  readonly good: number;
  readonly bad: number;
}

/** What is believed of a sender in a country: a Beta distribution of the share of its messages that are verified. */
export interface RouteEstimate {
  readonly sender: SmsSender;
  /** Its parameters, with the prior. */
  readonly belief: Outcomes;
  /** What was seen, without the prior. */
  readonly seen: Outcomes;
  /** When a message of it was last counted, in minutes since the Unix epoch; 0 if none is known. */
  readonly lastMinute: number;
}

const none: Outcomes = { good: 0, bad: 0 };

/** A message that isn't verified after so long counts as failed. Nearly everybody takes less. */
const matureMs = 120_000;

/** What a sender of which nothing is known counts for, in messages that did as all messages to the country did. */
const priorMessages = 6;

/** Before anything is known of a country. */
const usual: Outcomes = { good: 1.5, bad: 0.5 };

/** A sender of which nothing is known isn't expected to be worse than this: what others do badly is no reason not to try it. */
const leastExpected = 0.5;

/** How much more likely a change must be than none, in natural logarithms, before what was known earlier counts for nothing. */
const changeEvidence = 5;

/** Estimates of senders in a country, in their order. */
export function routeEstimates(
  record: RouteRecord,
  senders: readonly SmsSender[],
  now: number,
): readonly RouteEstimate[] {
  const histories = new Map(
    record.routes.map((route) => [route.sender, outcomesOf(route, record.counted, now)]),
  );
  const all = sumOf([usual, ...[...histories.values()].flat()]);
  const share = Math.max(leastExpected, shareOf(all));
  const prior = { good: priorMessages * share, bad: priorMessages * (1 - share) };
  return senders.map((sender) => {
    const seen = sinceChange(histories.get(sender.name) ?? []);
    const route = record.routes.find((one) => one.sender === sender.name);
    const lastMinute = route?.cohorts.at(-1)?.minute ?? 0;
    return { sender, seen, belief: sumOf([prior, seen]), lastMinute };
  });
}

/** The outcomes of each cohort, faded. */
function outcomesOf({ cohorts }: KnownRoute, counted: number, now: number): readonly Outcomes[] {
  return cohorts.map((cohort) => {
    const left = routeShareLeft(counted - cohort.since);
    const { good, bad } = judged(cohort, now);
    return { good: good * left, bad: bad * left };
  });
}

/** Of messages just sent, only those count whose outcome is known already. */
function judged({ minute, sent, verified, failed }: RouteCohort, now: number): Outcomes {
  const isMature = (minute + 1) * 60_000 + matureMs <= now;
  const good = Math.max(0, verified);
  return { good, bad: Math.max(0, isMature ? sent - verified : Math.min(failed, sent - verified)) };
}

/**
 * The sum of a history, or of its end, if the sender has changed since: that must be much more likely than not, by the
 * generalized likelihood ratio.
 *
 * Source: Besson, Kaufmann, Maillard and Seznec, "Efficient change-point detection for tackling piecewise-stationary bandits",
 * 2022.
 */
function sinceChange(history: readonly Outcomes[]): Outcomes {
  const all = sumOf(history);
  let [found, evidence] = [all, changeEvidence];
  let later = none;
  for (const outcomes of history.slice(1).reverse()) {
    later = sumOf([later, outcomes]);
    const earlier = { good: all.good - later.good, bad: all.bad - later.bad };
    const ratio = logLikelihood(earlier) + logLikelihood(later) - logLikelihood(all);
    if (ratio > evidence) [found, evidence] = [later, ratio];
  }
  return found;
}

/** The logarithm of how likely outcomes are if the share is what they say. */
function logLikelihood({ good, bad }: Outcomes): number {
  const all = good + bad;
  return (good > 0 ? good * Math.log(good / all) : 0) + (bad > 0 ? bad * Math.log(bad / all) : 0);
}

/** The share of good ones; 0 of none. */
export function shareOf({ good, bad }: Outcomes): number {
  return good === 0 ? 0 : good / (good + bad);
}

function sumOf(all: readonly Outcomes[]): Outcomes {
  return all.reduce((sum, { good, bad }) => ({ good: sum.good + good, bad: sum.bad + bad }), {
    good: 0,
    bad: 0,
  });
}
