import { countryOfLanguages } from '../countries/country-of-languages.js';
import { languageOf } from '../words/language-of.js';

/** What a request says of the person. Props of `PhoneVerification`. */
export interface RequestHints {
  /** BCP 47 tag of the person's favourite language, of those that the component speaks. Default: `en`. */
  readonly lang: string;
  /** ISO 3166-1 alpha-2, such as `GB`; missing if the languages name no country. */
  readonly guessedCountry?: string;
}

/**
 * Language and country by an `Accept-Language` header, such as `de` and `AT` for `de-AT,en;q=0.8`: for a first picture
 * that rarely changes in the browser.
 */
export function requestHints(acceptLanguage: string | null | undefined): RequestHints {
  const lang = languageOf(acceptLanguage ?? null);
  const guessedCountry = countryOfLanguages(acceptLanguage ?? null);
  return guessedCountry === undefined ? { lang } : { lang, guessedCountry };
}
