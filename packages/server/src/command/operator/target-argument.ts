import { noCountry, type BlockTarget } from '@threepid/core';
import { UsageError } from '../usage-error.js';

/** Digits of the longest country codes. */
const codeDigits = 3;

/**
 * A country such as `tj`, or a prefix such as `+99890`. The core checks it.
 *
 * @throws UsageError for a prefix without its plus: somebody may have left out the country code, and would block another country.
 */
export function targetOf(argument: string): BlockTarget {
  if (argument === noCountry || /^[a-z]{2}$/i.test(argument)) return { country: argument.toUpperCase() };
  if (/^\d/.test(argument))
    throw new UsageError('PREFIX|COUNTRY: write a prefix with + and the country code, such as +99890');
  return { prefix: argument };
}

/** A warning for somebody who may have meant less. Empty for a prefix within a country. */
export function warningAbout(target: BlockTarget): string {
  const { country, prefix = '' } = target;
  if (country !== undefined || prefix.replace(/\D/g, '').length > codeDigits) return '';
  const shown = shownTarget(target);
  return `\nWARNING: so short a prefix may be all numbers of one or more countries; threepid unblock ${shown} removes it.`;
}

/** A target for a person. */
export function shownTarget({ country, prefix }: BlockTarget): string {
  return prefix === undefined ? country : `+${prefix.replace(/^\+/, '')}`;
}
