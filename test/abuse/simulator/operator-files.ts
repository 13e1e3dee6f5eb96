import {
  errorsOfOption,
  guardTermsOf,
  type GivenTerms,
  type GuardTerms,
  type LimitOptions,
} from '@threepid/core';
import { readFileSync } from 'node:fs';
import type { OwnCrowd, OwnPeople } from './own-crowd.js';

/** Terms of the guard in the form of the option `guard.terms`, such as `{ "block": { "start": 6000 } }`, over the defaults. */
export function readTerms(file: string): GuardTerms {
  const content = readJson(file) as GivenTerms;
  const [error] = errorsOfOption('guard', { terms: content });
  if (error !== undefined) throw new TypeError(`'${file}': ${error}`);
  return guardTermsOf(content);
}

/** Limits in the form of the option `limits`, such as `{ "perNumber": [{ "messages": 5, "windowMs": 600000 }] }`. */
export function readLimits(file: string): LimitOptions {
  const content = readJson(file) as LimitOptions;
  const [error] = errorsOfOption('limits', content);
  if (error !== undefined) throw new TypeError(`'${file}': ${error}`);
  return content;
}

/** Cents a message by country, such as `{ "GB": 4 }`, in thousandths of a cent. */
export function readPrices(file: string): Readonly<Record<string, number>> {
  const prices = Object.entries(readJson(file) ?? {}).map(
    ([country, cents]) => [country, 1_000 * Number(cents)] as const,
  );
  if (prices.length === 0 || !prices.every(([, price]) => price >= 0)) {
    throw new TypeError(`'${file}' is not like { "GB": 4, "DE": 8 }: cents a message by country`);
  }
  return Object.fromEntries(prices);
}

/** More can't be: one message in twenty comes late. */
const bestConversion = 96;

/** An operator's own people, such as `{ "GB": { "peopleAnHour": 40, "conversion": 80 } }`. */
export function readCrowd(file: string): OwnCrowd {
  const content = (readJson(file) ?? {}) as OwnCrowd;
  const people: readonly (OwnPeople | null)[] = Object.values(content);
  if (people.length > 0 && people.every((some) => some !== null && isPeople(some))) return content;
  throw new TypeError(
    `'${file}' is not like { "GB": { "peopleAnHour": 40, "conversion": 80, "shared": 33 } }: ` +
      `conversion from 1 to ${bestConversion} %, and people behind shared addresses in percent`,
  );
}

function isPeople({ peopleAnHour, conversion, shared = 0 }: OwnPeople): boolean {
  return (
    isWithin(peopleAnHour, 0.01, 1_000_000) &&
    isWithin(conversion, 1, bestConversion) &&
    isWithin(shared, 0, 100)
  );
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
