import type { CountryCode } from 'libphonenumber-js/min';

/** A country, or a territory with its own numbering plan. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: CountryCode;
  readonly name: string;
  /** Without the `+`. */
  readonly callingCode: string;
}

/** The countries that match a search: by the beginning of a word in the name, by code, or by calling code. */
export function searchCountries(countries: readonly Country[], text: string): readonly Country[] {
  const wanted = plain(text);
  if (wanted === '') return countries;
  const digits = wanted.replace(/^\+|^00/, '');
  if (/^\d+$/.test(digits)) return countries.filter(({ callingCode }) => callingCode.startsWith(digits));
  const byCode = countries.filter(({ code }) => code.toLowerCase() === wanted);
  const byName = countries.filter(({ name }) => ` ${plain(name)}`.includes(` ${wanted}`));
  return [...new Set([...byCode, ...byName])];
}

/** The text without accents, case and punctuation, for comparison. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()
    .toLowerCase();
}

interface LocaleWithTimeZones extends Intl.Locale {
  readonly timeZones?: readonly string[];
  getTimeZones?(): readonly string[] | undefined;
}

/**
 * The country of the browser's time zone, if the browser knows it. A better guess than the language.
 *
 * @param likely is compared first: a browser takes up to a millisecond for the time zones of a country.
 */
export function countryOfTimeZone(
  countries: readonly Country[],
  timeZone: string,
  likely: CountryCode,
): CountryCode | undefined {
  if (hasTimeZone(likely, timeZone)) return likely;
  return countries.find(({ code }) => hasTimeZone(code, timeZone))?.code;
}

function hasTimeZone(region: CountryCode, timeZone: string): boolean {
  const locale: LocaleWithTimeZones = new Intl.Locale('und', { region });
  return (locale.getTimeZones?.() ?? locale.timeZones)?.includes(timeZone) ?? false;
}
