import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const types = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** The number that a person typed, if it may get messages. */
export function mobileNumberOf(text, country) {
  const number = parsePhoneNumberFromString(text, country || undefined);
  return number?.isValid() && types.has(number.getType()) ? number : undefined;
}
