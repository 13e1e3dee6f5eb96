import { root } from '../server-process.js';

/** Somebody with a number and an address that nobody else has. */
export interface Somebody {
  readonly country: string;
  /** The number as it is typed in its country. */
  readonly national: string;
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** IPv4. */
  readonly address: string;
}

/** The crowd of the benches, which the guard lets through. */
const crowd = (await import(`${root}test/bench/load/people.mjs`)) as {
  /** @param index a whole number below 10,000,000. */
  personOf(index: number): Somebody;
};

/** The nth person. @param index a whole number below 10,000,000. */
export const personOf = (index: number): Somebody => crowd.personOf(index);
