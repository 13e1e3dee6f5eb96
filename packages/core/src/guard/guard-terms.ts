import type { GroupTerms } from './balance.js';

/**
 * Kinds of groups:
 *
 * - `pair`: a number, and an address that asks for it;
 * - `number`;
 * - `block`: the 10,000 numbers that differ in their last 4 digits; `blockRate` is a second balance of it, which no
 *   verification pays back;
 * - `address`: an IPv4 address, or the /64 of an IPv6 address; counted for each country by itself;
 * - `network`: its /16 or /32; counted for each country by itself;
 * - `country`: in each lane by itself;
 * - `proved`: the country in the lane of solved challenges;
 * - `all`: the countries in which few people verify yet, together;
 * - `share`: what one address may have of `all`, over all countries.
 */
export type GroupKind =
  'pair' | 'number' | 'block' | 'blockRate' | 'address' | 'network' | 'country' | 'proved' | 'all' | 'share';

/** The terms of each kind of group. */
export type GuardTerms = Readonly<Record<GroupKind, GroupTerms>>;

/** For kinds that vouch for nobody. */
const never = 1_000_000_000;

/** Chosen by the simulator in `test/abuse`: change them there, and read what it costs. */
export const defaultGuardTerms: GuardTerms = {
  pair: {
    start: 3_000,
    refill: 40,
    fade: 1,
    most: 5_000,
    payback: 2_200,
    paybackIfShort: 2_200,
    goodName: 600,
  },
  number: {
    start: 4_000,
    refill: 60,
    fade: 60,
    most: 4_000,
    payback: 1_500,
    paybackIfShort: 1_500,
    goodName: never,
  },
  block: {
    start: 8_000,
    refill: 300,
    fade: 20,
    most: 40_000,
    payback: 2_400,
    paybackIfShort: 1_500,
    goodName: never,
  },
  blockRate: {
    start: 75_000,
    refill: 5_000,
    fade: 5_000,
    most: 75_000,
    payback: 0,
    paybackIfShort: 0,
    goodName: never,
  },
  address: {
    start: 16_000,
    refill: 400,
    fade: 10,
    most: 24_000,
    payback: 3_000,
    paybackIfShort: 3_000,
    goodName: 3_000,
  },
  network: {
    start: 32_000,
    refill: 800,
    fade: 8,
    most: 64_000,
    payback: 3_000,
    paybackIfShort: 3_000,
    goodName: 5_000,
  },
  country: {
    start: 20_000,
    refill: 500,
    fade: 20,
    most: 100_000,
    payback: 2_600,
    paybackIfShort: 2_600,
    goodName: 2_000,
  },
  proved: {
    start: 10_000,
    refill: 500,
    fade: 20,
    most: 100_000,
    payback: 2_600,
    paybackIfShort: 2_600,
    goodName: never,
  },
  all: {
    start: 100_000,
    refill: 4_000,
    fade: 4_000,
    most: 100_000,
    payback: 2_600,
    paybackIfShort: 2_600,
    goodName: never,
  },
  share: {
    start: 20_000,
    refill: 1_000,
    fade: 1_000,
    most: 20_000,
    payback: 2_600,
    paybackIfShort: 2_600,
    goodName: never,
  },
};
