import { MatrixError } from '../errors/matrix-error.js';
import { isCountry, parsePhoneNumber, type PhoneNumber } from './phone-number.js';
import type { TestNumbers } from './test-numbers.js';

/** A number, as a person typed it. */
export interface RequestedNumber {
  readonly phoneNumber: string;
  /** ISO 3166-1 alpha-2, upper case; the empty string if the number is international. */
  readonly country: string;
}

/**
 * Parses the number of a request; a test number needn't exist in any numbering plan.
 *
 * @throws MatrixError `M_INVALID_PARAM` for the country, `M_INVALID_ADDRESS` for the number.
 */
export function readNumber(
  { phoneNumber, country }: RequestedNumber,
  testNumbers: TestNumbers,
  now: number,
): PhoneNumber {
  if (country !== '' && !isCountry(country)) {
    throw new MatrixError(
      'M_INVALID_PARAM',
      "country must be two upper-case letters of ISO 3166-1, such as 'GB'",
    );
  }
  const number = parsePhoneNumber(phoneNumber, country);
  if (number !== undefined && (number.valid || testNumbers(number, now) !== undefined)) return number;
  throw new MatrixError(
    'M_INVALID_ADDRESS',
    country === ''
      ? 'phone_number is not a valid international number; give the country, or start with + and the country code'
      : 'phone_number is not a valid number as dialled from this country',
  );
}

/**
 * Parses a number that an operator names. Takes numbers that no plan has (any more) too: something may be stored of them.
 *
 * @throws MatrixError `M_INVALID_PARAM`
 */
export function internationalNumber(phoneNumber: string): PhoneNumber {
  const number = parsePhoneNumber(phoneNumber, '');
  if (number !== undefined) return number;
  throw new MatrixError('M_INVALID_PARAM', 'phoneNumber must be an international number that begins with +');
}
