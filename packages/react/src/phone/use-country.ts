import { useEffect, useState } from 'react';
import { countryOfTimeZone } from '../countries/country-of-time-zone.js';
import type { Country } from '../countries/country.js';

/** What is known of the person's country: ISO 3166-1 alpha-2, as others wrote it. */
export interface CountryHints {
  /** Of the number that the person typed before. */
  readonly typed: string | undefined;
  /** The page's choice. */
  readonly fixed: string | undefined;
  /** To begin with: the browser's time zone knows better. */
  readonly guessed: string | undefined;
  /** BCP 47 tag of the page's language, whose main country is the last resort. */
  readonly locale: string;
}

/**
 * The country of the number: the person's choice, otherwise the page's, otherwise that of the browser's time zone,
 * otherwise a guess. A server can't know the time zone.
 */
export function useCountry(offered: readonly Country[], { typed, fixed, guessed, locale }: CountryHints) {
  const among = (code: string | undefined): Country['code'] | undefined =>
    offered.find((country) => country.code === code?.toUpperCase())?.code;
  const guess = among(guessed) ?? among(mainCountryOf(locale)) ?? offered[0]?.code ?? 'US';
  const [chosen, setChosen] = useState<Country['code']>();
  const [ofTimeZone, setOfTimeZone] = useState<Country['code']>();
  useEffect(() => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    setOfTimeZone(countryOfTimeZone(timeZone, guess));
  }, [guess]);
  return [chosen ?? among(typed) ?? among(fixed) ?? among(ofTimeZone) ?? guess, setChosen] as const;
}

/** Such as `DE` for `de`, and `US` for `en`. */
function mainCountryOf(locale: string): string | undefined {
  return new Intl.Locale(locale).maximize().region;
}
