import { defaultGuardTerms, type GuardTerms, type LimitOptions } from '@threepid/core';
import type { PolicyUnderTest } from '../policy.js';
import { ConversionByPrefix } from './conversion-by-prefix.js';
import { FiftyADialCode, FixedLimits } from './fixed-limits.js';
import { Framework } from './framework.js';
import { SimulatedGuard } from './simulated-guard.js';
import { NoPolicy } from './no-policy.js';
import type { SimulatedStorage } from './simulated-storage.js';
import { Sketch } from './sketch.js';

const guard = (terms: GuardTerms, challenges: boolean) => () => new SimulatedGuard(terms, challenges);

/** All that are in the table, with these terms of the guard, and fixed limits in place of those of version 0.1. */
export const policiesWith = (terms: GuardTerms, limits?: LimitOptions): readonly PolicyUnderTest[] => [
  { name: 'none', create: () => new NoPolicy(), attackersSolve: false },
  { name: 'fixed limits', create: () => new FixedLimits(limits), attackersSolve: false },
  { name: '35 % by prefix', create: () => new ConversionByPrefix(), attackersSolve: false },
  { name: '50 a dial code', create: () => new FiftyADialCode(), attackersSolve: false },
  { name: 'sketch', create: () => new Sketch(), attackersSolve: false },
  { name: 'guard', create: guard(terms, false), attackersSolve: false },
  { name: 'guard, challenge', create: guard(terms, true), attackersSolve: false },
  { name: 'guard, challenge solved by attackers', create: guard(terms, true), attackersSolve: true },
];

export const policies = policiesWith(defaultGuardTerms);

/** The real framework on a storage, without and with a challenge. It takes some twenty times as long as the rules alone. */
export const frameworksOn = (
  storage: SimulatedStorage,
  terms: GuardTerms = defaultGuardTerms,
): readonly PolicyUnderTest[] => {
  const framework = (challenges: boolean) => () => new Framework({ storage, terms, challenges });
  return [
    { name: 'framework', create: framework(false), attackersSolve: false },
    { name: 'framework, challenge', create: framework(true), attackersSolve: false },
    { name: 'framework, challenge solved by attackers', create: framework(true), attackersSolve: true },
  ];
};
