import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';
import { toAsciiDigits } from './decimal-digits.js';

/** The types of number that `libphonenumber-js/max` distinguishes; `unknown` if it can't. */
export type NumberType =
  | 'mobile'
  | 'fixed-line'
  | 'fixed-line-or-mobile'
  | 'premium-rate'
  | 'toll-free'
  | 'shared-cost'
  | 'voip'
  | 'personal-number'
  | 'pager'
  | 'uan'
  | 'voicemail'
  | 'unknown';

const kinds: Readonly<Record<NumberType, true>> = {
  mobile: true,
  'fixed-line': true,
  'fixed-line-or-mobile': true,
  'premium-rate': true,
  'toll-free': true,
  'shared-cost': true,
  voip: true,
  'personal-number': true,
  pager: true,
  uan: true,
  voicemail: true,
  unknown: true,
};

/** Every kind of number. */
export const numberTypes = Object.keys(kinds) as readonly NumberType[];

/** A phone number, parsed from what a person typed. */
export interface PhoneNumber {
  /** Canonical: E.164 without the `+`, the `msisdn` of the Matrix specification (appendices, 3PID types). */
  readonly msisdn: string;
  /** The form for people, such as `+44 7700 900001`. */
  readonly international: string;
  /** ISO 3166-1 alpha-2; undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly type: NumberType;
  /** True if the number is possible in its country's numbering plan. */
  readonly valid: boolean;
}

/** The world, by UN M.49: where numbers of no country belong, in the options and in the log. */
export const noCountry = '001';

/** Maximum length of the input. Generous, since E.164 has 15 digits. */
const longestInput = 64;

/** The `+` and 15 digits. Some plans, such as Germany's, have longer numbers, which no network abroad carries. */
const longestE164 = 16;

/** True if `country` is an ISO 3166-1 alpha-2 code, in upper case, with a numbering plan. */
export function isCountry(country: string): country is CountryCode {
  return isSupportedCountry(country);
}

/** ISO 3166-1 alpha-2 codes of all countries with a numbering plan. */
export function countriesWithNumbers(): readonly string[] {
  return getCountries();
}

/**
 * The digits that international numbers of a country start with, such as `44`; several countries may share them.
 *
 * @param country ISO 3166-1 alpha-2, upper case.
 * @returns undefined for a country without a numbering plan.
 */
export function callingCodeOf(country: string): string | undefined {
  return isCountry(country) ? getCountryCallingCode(country) : undefined;
}

/**
 * Parses a number as dialled from `country`, in any notation: national or international, with spaces, dashes and
 * brackets, in digits of any script.
 *
 * @param country ISO 3166-1 alpha-2, upper case; the empty string if the number is international.
 * @returns undefined if the text isn't a phone number, is one of more than the 15 digits of E.164, or has an extension,
 * which can't get messages.
 */
export function parsePhoneNumber(text: string, country: string): PhoneNumber | undefined {
  if (text.length > longestInput) return undefined;
  const options = isCountry(country) ? { defaultCountry: country, extract: false } : { extract: false };
  const parsed = parsePhoneNumberFromString(plainSpelling(text), options);
  if (parsed === undefined || parsed.ext !== undefined || parsed.number.length > longestE164)
    return undefined;
  const type = parsed.getType();
  return {
    msisdn: parsed.number.slice(1),
    international: parsed.formatInternational(),
    country: parsed.country,
    type: numberType(type),
    // What `isValid` would find out, by looking for the type again.
    valid: type !== undefined,
  };
}

/** Parses a canonical number, which has only digits. */
export function parseMsisdn(msisdn: string): PhoneNumber | undefined {
  return /^[0-9]+$/.test(msisdn) ? parsePhoneNumber(`+${msisdn}`, '') : undefined;
}

/** Converts full-width characters (Unicode NFKC) and digits to ASCII, and a `tel:` link to its number (RFC 3966). */
function plainSpelling(text: string): string {
  const plain = isAscii.test(text) ? text : toAsciiDigits(text.normalize('NFKC'));
  return plain.trim().replace(/^tel:/i, '');
}

const isAscii = /^[\x20-\x7e]*$/;

function numberType(type: string | undefined): NumberType {
  return type === undefined ? 'unknown' : (type.toLowerCase().replaceAll('_', '-') as NumberType);
}
