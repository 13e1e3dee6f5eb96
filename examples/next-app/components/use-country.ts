import type { PendingSession } from '@threepid/client';
import { useEffect, useRef, useState } from 'react';
import { countryOfTimeZone, type Country } from './country';

/** The country of the last request; otherwise that of the browser's time zone; otherwise the server's guess. */
export function useCountry(
  countries: readonly Country[],
  guessed: Country['code'],
  last: PendingSession | undefined,
) {
  const known = countries.find(({ code }) => code === last?.country)?.code;
  const [country, setCountry] = useState(known ?? guessed);
  const chosen = useRef(known !== undefined);
  useEffect(() => {
    if (chosen.current) return;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    setCountry(countryOfTimeZone(countries, timeZone, guessed) ?? guessed);
  }, [countries, guessed]);
  const choose = (code: Country['code']): void => {
    chosen.current = true;
    setCountry(code);
  };
  return [country, choose] as const;
}
