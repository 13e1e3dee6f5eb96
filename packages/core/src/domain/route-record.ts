/**
 * What became of the messages that a sender sent to a country within a minute. Only the first messages of sessions count, and
 * only those whose code somebody can submit here.
 */
export interface RouteCohort {
  /** Minutes since the Unix epoch. */
  readonly minute: number;
  /** How many messages to the country had been counted when it began: knowledge fades by messages, not by time. */
  readonly since: number;
  readonly sent: number;
  readonly verified: number;
  /** Those that are known to have failed before anybody could have verified them: an early sign. */
  readonly failed: number;
}

/** What is known of a sender in a country. */
export interface KnownRoute {
  /** The sender's name. */
  readonly sender: string;
  /** In the order of their minutes; `routeCohorts` at most. The first one stands for all before it, faded. */
  readonly cohorts: readonly RouteCohort[];
}

/** What is known of a country. */
export interface RouteRecord {
  /** How many messages were counted. */
  readonly counted: number;
  /** In the order of their first messages; `routeSenders` at most. */
  readonly routes: readonly KnownRoute[];
}

/** Changes of a cohort, which begins if there is none. */
export interface RouteCount {
  /** The sender's name: 1 to 64 characters. */
  readonly sender: string;
  /** Minutes since the Unix epoch in which the messages were sent. */
  readonly minute: number;
  readonly sent: number;
  readonly verified: number;
  readonly failed: number;
}

/** The number of cohorts of a sender that are kept apart. */
export const routeCohorts = 12;

/** The number of senders that are known in a country. A new one replaces the one that was used least recently. */
export const routeSenders = 16;

/** After this many messages to a country, what was known before counts half. */
export const routeFade = 500;

/** How long what is known of a country is kept after the last count. */
export const routesKeptMs = 30 * 86_400_000;

/**
 * What was counted in minutes that are still so far ahead is forgotten with the next count: a clock was wrong. Otherwise, a sender
 * would know nothing but that until the time has come.
 */
export const routesAheadMs = 3_600_000;

/** Nothing. */
export const noRoutes: RouteRecord = { counted: 0, routes: [] };

/** The share that remains of what was known this many messages ago. */
export function routeShareLeft(messages: number): number {
  return routeFade / (routeFade + Math.max(0, messages));
}

/**
 * A record with more counts. A count of a minute before all that a full sender knows apart is too late, and is dropped.
 *
 * @param now Unix time in milliseconds.
 */
export function countedRoutes(record: RouteRecord, counts: readonly RouteCount[], now: number): RouteRecord {
  return counts.length === 0 ? record : counts.reduce(withCount, withoutMinutesAhead(record, now));
}

function withoutMinutesAhead({ counted, routes }: RouteRecord, now: number): RouteRecord {
  const latest = (now + routesAheadMs) / 60_000;
  const isAhead = ({ minute }: RouteCohort): boolean => minute > latest;
  const left = routes.map(({ sender, cohorts }) => ({
    sender,
    cohorts: cohorts.filter((cohort) => !isAhead(cohort)),
  }));
  return { counted, routes: left.filter(({ cohorts }) => cohorts.length > 0) };
}

function withCount({ counted, routes }: RouteRecord, count: RouteCount): RouteRecord {
  const known = routes.find(({ sender }) => sender === count.sender);
  const cohorts = withCohort(known?.cohorts ?? [], count, counted);
  const route = { sender: count.sender, cohorts };
  return {
    counted: counted + count.sent,
    routes:
      known === undefined ? [...withRoom(routes), route] : routes.map((one) => (one === known ? route : one)),
  };
}

function withRoom(routes: readonly KnownRoute[]): readonly KnownRoute[] {
  if (routes.length < routeSenders) return routes;
  const least = Math.min(...routes.map(lastMinute));
  const dropped = routes.findIndex((route) => lastMinute(route) === least);
  return routes.filter((_, place) => place !== dropped);
}

function lastMinute({ cohorts }: KnownRoute): number {
  return cohorts.at(-1)?.minute ?? 0;
}

function withCohort(
  cohorts: readonly RouteCohort[],
  { minute, sent, verified, failed }: RouteCount,
  since: number,
): readonly RouteCohort[] {
  const known = cohorts.find((cohort) => cohort.minute === minute);
  if (known !== undefined) {
    const changed = {
      ...known,
      sent: known.sent + sent,
      verified: known.verified + verified,
      failed: known.failed + failed,
    };
    return cohorts.map((cohort) => (cohort === known ? changed : cohort));
  }
  const place = cohorts.filter((cohort) => cohort.minute < minute).length;
  if (place === 0 && cohorts.length === routeCohorts) return cohorts;
  return merged(cohorts.toSpliced(place, 0, { minute, since, sent, verified, failed }));
}

/** The first cohort goes into the second one, faded, if there are too many. */
function merged(cohorts: readonly RouteCohort[]): readonly RouteCohort[] {
  const [first, second, ...others] = cohorts;
  if (cohorts.length <= routeCohorts || first === undefined || second === undefined) return cohorts;
  const left = routeShareLeft(second.since - first.since);
  const both = {
    ...second,
    sent: second.sent + first.sent * left,
    verified: second.verified + first.verified * left,
    failed: second.failed + first.failed * left,
  };
  return [both, ...others];
}
