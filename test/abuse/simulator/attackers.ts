import type { SimulatedCaller } from './policy.js';
import type { SeededRandom } from './seeded-random.js';
import type { Actor } from './run.js';
import { seconds } from './timeline.js';
import {
  anyNumberIn,
  homeAddress,
  numberIn,
  rentedAddress,
  rotatedAddress,
  type SimulatedCountry,
} from './world.js';

/** Whom an attacker's request is for, or where it comes from: by its number in the order of requests. */
type Targets = (
  index: number,
  random: SeededRandom,
) => { readonly country: SimulatedCountry; readonly msisdn: string };
type Origins = (index: number, random: SeededRandom) => SimulatedCaller | undefined;

export interface Attack {
  readonly targets: Targets;
  readonly origins: Origins;
  readonly every: number;
  /** In the scenario's time; 0 is when measuring begins. */
  readonly from?: number;
  readonly to: number;
  /** The share of codes that the attacker submits, in percent. */
  readonly verifies?: number;
}

export function attack({ targets, origins, every, from = 0, to, verifies = 0 }: Attack): Actor {
  return (run) => {
    const { timeline, random } = run;
    let index = 0;
    const ask = async (): Promise<void> => {
      if (timeline.now >= to) return;
      const verdict = await run.attack({ ...targets(index, random), caller: origins(index, random) });
      if (random.chance(verifies / 100)) run.verifyIn(20 * seconds, verdict);
      index += 1;
      timeline.at(timeline.now + Math.max(every, run.options.shortestPause ?? 0), ask);
    };
    timeline.at(from, ask);
  };
}

/** The blocks of 10,000 numbers that the attackers own in a country; neighbours follow one another. */
const ownBlock = 123;

export const oneRange =
  (country: SimulatedCountry): Targets =>
  (index) => ({ country, msisdn: numberIn(country, ownBlock, index % 10_000) });

export const neighbouringRanges =
  (country: SimulatedCountry, ranges: number): Targets =>
  (index, random) => ({
    country,
    msisdn: numberIn(country, ownBlock - (ownBlock % 10) + (index % ranges), random.below(10_000)),
  });

/** Ranges that lie apart, equally many in each country. */
export const manyRanges =
  (countries: readonly SimulatedCountry[], rangesEach: number): Targets =>
  (_, random) => {
    const country = random.pick(countries);
    const block = (random.below(rangesEach) * 37) % country.blocks;
    return { country, msisdn: numberIn(country, block, random.below(10_000)) };
  };

export const anyNumber =
  (countries: readonly SimulatedCountry[]): Targets =>
  (_, random) => {
    const country = random.pick(countries);
    return { country, msisdn: anyNumberIn(country, random) };
  };

export const oneNumber =
  (country: SimulatedCountry, msisdn: string): Targets =>
  () => ({ country, msisdn });

export const addresses =
  (count: number): Origins =>
  (index) =>
    rentedAddress(index % count);

export const rotated: Origins = (index) => rotatedAddress(index % 65_536);
export const unknownAddress: Origins = () => undefined;
export const homesOf =
  (country: SimulatedCountry): Origins =>
  (_, random) =>
    homeAddress(country, random);
