import type { PhoneNumber } from './phone-number.js';

/** A number for tests and for app-store reviewers: no message is sent to it, and its code is fixed. */
export interface TestNumber {
  /** E.164, with or without the `+`. */
  readonly number: string;
  /** Six digits. */
  readonly code: string;
  /** Unix time in milliseconds from which the number is a normal one again. */
  readonly until: number;
}

/**
 * Numbers that regulators reserve for fiction, so that they reach nobody:
 * Ofcom's 07700 900000 to 900999, and 555-0100 to 555-0199 in each area of the North American Numbering Plan.
 */
const fiction = /^(?:447700900\d{3}|1[2-9]\d{2}55501\d{2})$/;

/** True for a fictional number. */
export function isFiction(msisdn: string): boolean {
  return fiction.test(msisdn);
}

/**
 * - `configured`: a test number of the options. Its code is fixed, nothing is sent, and its messages aren't counted.
 * - `fiction`: treated like any number, except that its messages go to the test sender and never to a provider.
 */
export type TestNumberKind =
  { readonly kind: 'configured'; readonly code: string } | { readonly kind: 'fiction' };

/** The kind of test number that a number is, if any. */
export type TestNumbers = (number: PhoneNumber, now: number) => TestNumberKind | undefined;

/**
 * @param allowFiction true if fictional numbers count as test numbers, as outside production.
 * @throws TypeError for an invalid number, a code that isn't six digits, or an invalid end date.
 */
export function createTestNumbers(configured: readonly TestNumber[], allowFiction: boolean): TestNumbers {
  const byMsisdn = new Map(configured.map((entry) => [checkedMsisdn(entry), entry]));
  return ({ msisdn }, now) => {
    const entry = byMsisdn.get(msisdn);
    if (entry !== undefined && now < entry.until) return { kind: 'configured', code: entry.code };
    return allowFiction && isFiction(msisdn) ? { kind: 'fiction' } : undefined;
  };
}

function checkedMsisdn({ number, code, until }: TestNumber): string {
  const msisdn = number.replace(/^\+/, '');
  if (!/^[1-9][0-9]{5,14}$/.test(msisdn))
    throw new TypeError(`threepid: test number '${number}' is not E.164`);
  if (!/^[0-9]{6}$/.test(code))
    throw new TypeError(`threepid: the code of test number '${number}' is not six digits`);
  if (!Number.isFinite(until)) throw new TypeError(`threepid: test number '${number}' has no end date`);
  return msisdn;
}
