import { numberedCountries } from './calling-codes.js';
import type { Country } from './country.js';

/**
 * All countries with phone numbers, sorted by name.
 *
 * @param locale BCP 47 tag of the language of the names.
 */
export function countriesOf(locale: string): readonly Country[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const collator = new Intl.Collator(locale);
  return numberedCountries
    .map((country) => ({ ...country, name: names.of(country.code) ?? country.code }))
    .sort((a, b) => collator.compare(a.name, b.name));
}
