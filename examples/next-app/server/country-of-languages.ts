import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/min';

/**
 * The first country in an `Accept-Language` header, such as `GB` in `de,en-GB;q=0.8`. Only a first guess for the
 * browser to improve.
 */
export function countryOfLanguages(acceptLanguage: string | null): CountryCode | undefined {
  const regions = (acceptLanguage ?? '')
    .slice(0, 1_000)
    .matchAll(/(?:^|,)\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/gi);
  return [...regions]
    .map(([, region = '']) => region.toUpperCase())
    .find((region) => isSupportedCountry(region));
}
