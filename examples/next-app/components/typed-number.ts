import {
  AsYouType,
  parseIncompletePhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
} from 'libphonenumber-js/min';

/** A number while it is typed: its text, and where the caret is in it. */
export interface TypedNumber {
  readonly text: string;
  readonly caret: number;
  /** The country that an international number names. */
  readonly country: CountryCode | undefined;
}

const digit = /[\d+]/;

/**
 * Formats what a person types, keeps the caret behind the digit that it was behind, and lets a deleted space or bracket
 * take the digit before it along, which would otherwise come back for ever.
 *
 * @param before the text before this keystroke.
 */
export function formatTyped(
  before: string,
  typed: string,
  caretTyped: number,
  country: CountryCode,
): TypedNumber {
  const deletedMark = typed.length < before.length && significant(typed) === significant(before);
  const count = digitsIn(typed.slice(0, caretTyped)) - (deletedMark ? 1 : 0);
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

/** Digits, of any script that libphonenumber reads, and a plus at the beginning. */
const significant = parseIncompletePhoneNumber;

function digitsIn(text: string): number {
  return significant(text).length;
}

function caretAfter(text: string, count: number): number {
  if (count <= 0) return 0;
  let seen = 0;
  for (const [index, character] of Array.from(text).entries()) {
    if (digit.test(character)) seen += 1;
    if (seen === count) return index + 1;
  }
  return text.length;
}

export type NumberFault = 'empty' | 'too-short' | 'too-long' | 'not-a-number';

/**
 * What is certainly wrong with a number. The rest is the server's to judge: it has all numbering plans, and knows its
 * test numbers.
 */
export function faultOf(text: string, country: CountryCode): NumberFault | undefined {
  if (text.trim() === '') return 'empty';
  const length = validatePhoneNumberLength(text, country);
  if (length === 'TOO_SHORT') return 'too-short';
  if (length === 'TOO_LONG') return 'too-long';
  if (length !== undefined) return 'not-a-number';
  return parsePhoneNumberFromString(text, country)?.isPossible() === true ? undefined : 'not-a-number';
}
