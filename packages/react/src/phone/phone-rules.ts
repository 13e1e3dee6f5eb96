import {
  AsYouType,
  getExampleNumber,
  parseIncompletePhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
} from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';

// This file brings the numbering plans of all countries: it is loaded when the form is shown, not before.

/** A number during typing, with the position of the caret. */
export interface TypedNumber {
  readonly text: string;
  readonly caret: number;
  /** Country of an international number. */
  readonly country: CountryCode | undefined;
}

/** A change of the field's text. */
export interface Keystroke {
  readonly before: string;
  readonly typed: string;
  /** Position of the caret in `typed`. */
  readonly caret: number;
}

export type NumberError = 'empty' | 'too-short' | 'too-long' | 'not-a-number';

const digit = /[\d+]/;

/**
 * Formats a number as the person types, and keeps the caret after the same digit. Deleting a space or bracket also
 * deletes the digit before it, because otherwise the formatter would put the character back each time.
 */
export function formatTyped({ before, typed, caret }: Keystroke, country: CountryCode): TypedNumber {
  const deletedMark = typed.length < before.length && significant(typed) === significant(before);
  const count = significant(typed.slice(0, caret)).length - (deletedMark ? 1 : 0);
  const digits = significant(typed);
  const kept = deletedMark ? digits.slice(0, Math.max(count, 0)) + digits.slice(count + 1) : digits;
  const formatter = new AsYouType(country);
  const text = formatter.input(kept);
  return {
    text,
    caret: caretAfter(text, count),
    country: kept.startsWith('+') ? formatter.getCountry() : undefined,
  };
}

/** The digits, of any script that libphonenumber knows, and a leading plus. */
const significant = parseIncompletePhoneNumber;

function caretAfter(text: string, count: number): number {
  if (count <= 0) return 0;
  let seen = 0;
  for (const [index, character] of Array.from(text).entries()) {
    if (digit.test(character)) seen += 1;
    if (seen === count) return index + 1;
  }
  return text.length;
}

/** An obvious error in a number. The server judges the rest: it has all numbering plans, and knows its test numbers. */
export function errorOf(text: string, country: CountryCode): NumberError | undefined {
  if (text.trim() === '') return 'empty';
  const length = validatePhoneNumberLength(text, country);
  if (length === 'TOO_SHORT') return 'too-short';
  if (length === 'TOO_LONG') return 'too-long';
  if (length !== undefined) return 'not-a-number';
  return parsePhoneNumberFromString(text, country)?.isPossible() === true ? undefined : 'not-a-number';
}

/** A mobile number of the country, as people write it there. */
export function exampleOf(country: CountryCode): string | undefined {
  return getExampleNumber(country, examples)?.formatNational();
}
