import { MatrixError } from '../errors/matrix-error.js';
import { maskNumber } from './mask-number.js';
import { isCountry, noCountry } from './phone-number.js';

/** Numbers that an operator blocks: those of a country, or those that begin alike. */
export type BlockTarget =
  /** ISO 3166-1 alpha-2, upper case, or `001` for numbers of no country. */
  | { readonly country: string; readonly prefix?: undefined }
  /** 2 to 15 digits of international numbers, such as `4477` or `+44 77`; a whole number blocks that number. */
  | { readonly prefix: string; readonly country?: undefined };

/** A target before it is known to be one. */
interface GivenTarget {
  readonly country: string | undefined;
  readonly prefix: string | undefined;
}

/** Digits that are shown: those of 10,000 numbers or more. */
const shownDigits = 8;

const separators = /[\s().-]/g;

/**
 * A target as storages know it: a country, or digits.
 *
 * @throws MatrixError `M_INVALID_PARAM`
 */
export function storedTarget({ country, prefix = '' }: Partial<GivenTarget>): string {
  if (country !== undefined && prefix !== '')
    throw new MatrixError('M_INVALID_PARAM', 'give either a country or a prefix');
  if (country !== undefined) return checkedCountry(country);
  const digits = prefix.replace(separators, '').replace(/^\+/, '');
  if (/^[1-9][0-9]{1,14}$/.test(digits)) return digits;
  throw new MatrixError(
    'M_INVALID_PARAM',
    'prefix must be 2 to 15 digits that international numbers begin with',
  );
}

/** A target as operators know it. */
export function targetOf(stored: string): BlockTarget {
  return isDigits(stored) ? { prefix: stored } : { country: stored };
}

/** A target for the log: a prefix that few numbers have is masked as a number is. */
export function loggableTarget(stored: string): string {
  if (!isDigits(stored)) return stored;
  return stored.length <= shownDigits ? `+${stored}` : maskNumber(stored);
}

/** Every target that a number belongs to, but for its country. */
export function prefixesOf(msisdn: string): readonly string[] {
  return Array.from({ length: Math.max(0, msisdn.length - 1) }, (_, place) => msisdn.slice(0, place + 2));
}

function checkedCountry(country: string): string {
  if (country === noCountry || isCountry(country)) return country;
  throw new MatrixError(
    'M_INVALID_PARAM',
    'country must be an ISO 3166-1 alpha-2 code in upper case, or 001',
  );
}

function isDigits(stored: string): boolean {
  return stored !== noCountry && /^[0-9]+$/.test(stored);
}
