import type { VerificationState } from '@threepid/client';
import { useMemo } from 'react';
import { countriesOf } from '../countries/countries-of.js';
import { useCountry } from '../phone/use-country.js';

export interface OfferedCountries {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly countries?: readonly string[];
  readonly country?: string;
  readonly guessedCountry?: string;
}

/** The countries to choose from, and the one that is chosen. */
export function useCountries(state: VerificationState, props: OfferedCountries) {
  const { locale, country: fixed, guessedCountry: guessed } = props;
  const offered = props.countries?.join().toUpperCase();
  const countries = useMemo(() => {
    const all = countriesOf(locale);
    return offered === undefined ? all : all.filter(({ code }) => offered.split(',').includes(code));
  }, [locale, offered]);
  const typed = 'session' in state ? state.session.country : state.number?.country;
  const [country, onCountry] = useCountry(countries, { typed, fixed, guessed, locale });
  return { countries, country, onCountry };
}
