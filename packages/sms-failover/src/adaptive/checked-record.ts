import type { KnownRoute, RouteRecord } from '@threepid/core';

/**
 * The record, if it has the form of one: messages are routed by it, and none may fail because another version, or another hand,
 * has written it.
 *
 * @throws TypeError
 */
export function checkedRecord(record: RouteRecord): RouteRecord {
  const { counted, routes } = record as Partial<RouteRecord>;
  if (Number.isFinite(counted) && Array.isArray(routes) && routes.every(isRoute)) return record;
  throw new TypeError('the storage of routes answered something that is not a RouteRecord');
}

function isRoute({ sender, cohorts }: Partial<KnownRoute>): boolean {
  return (
    typeof sender === 'string' && Array.isArray(cohorts) && cohorts.length > 0 && cohorts.every(isCohort)
  );
}

function isCohort({ minute, since, sent, verified, failed }: KnownRoute['cohorts'][number]): boolean {
  return [minute, since, sent, verified, failed].every(Number.isFinite);
}
