import { acceptedLanguages } from '../words/accepted-languages.js';
import { numberedCountries } from './calling-codes.js';
import type { Country } from './country.js';

/**
 * The first country in an `Accept-Language` header, such as `GB` in `de,en-GB;q=0.8`. Only a first guess: the browser
 * knows its time zone.
 */
export function countryOfLanguages(acceptLanguage: string | null): Country['code'] | undefined {
  const regions = acceptedLanguages(acceptLanguage).map((tag) =>
    /-([a-z]{2})(?=-|$)/i.exec(tag)?.[1]?.toUpperCase(),
  );
  const codes = regions.map((region) => numberedCountries.find(({ code }) => code === region)?.code);
  return codes.find((code) => code !== undefined);
}
