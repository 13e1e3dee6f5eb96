import type { GroupKind } from '@threepid/core';

/** The kinds of groups, each in the place that `include/balances.lua` knows it by, from 1. */
export const scriptKinds: readonly GroupKind[] = [
  'number',
  'block',
  'blockRate',
  'country',
  'proved',
  'pair',
  'address',
  'network',
  'all',
  'share',
];

/** A kind as scripts know it. */
export function placeOf(kind: GroupKind): number {
  return scriptKinds.indexOf(kind) + 1;
}
