import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/min';

/** The country of the first language that names one: `GB` of `de,en-GB;q=0.8`. A first guess: the browser knows better. */
export function countryOfLanguages(acceptLanguage: string | null): CountryCode | undefined {
  const regions = (acceptLanguage ?? '')
    .slice(0, 1_000)
    .matchAll(/(?:^|,)\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/gi);
  return [...regions]
    .map(([, region = '']) => region.toUpperCase())
    .find((region) => isSupportedCountry(region));
}
