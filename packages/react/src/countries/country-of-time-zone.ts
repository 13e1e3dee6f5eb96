import { numberedCountries } from './calling-codes.js';
import type { Country } from './country.js';

interface LocaleWithTimeZones extends Intl.Locale {
  readonly timeZones?: readonly string[];
  getTimeZones?(): readonly string[] | undefined;
}

/**
 * The country of a time zone, if the browser knows it: a better guess than the language.
 *
 * @param likely is compared first: a browser takes up to a millisecond for the time zones of a country.
 */
export function countryOfTimeZone(timeZone: string, likely: Country['code']): Country['code'] | undefined {
  if (hasTimeZone(likely, timeZone)) return likely;
  return numberedCountries.find(({ code }) => hasTimeZone(code, timeZone))?.code;
}

function hasTimeZone(region: Country['code'], timeZone: string): boolean {
  const locale: LocaleWithTimeZones = new Intl.Locale('und', { region });
  return (locale.getTimeZones?.() ?? locale.timeZones)?.includes(timeZone) ?? false;
}
