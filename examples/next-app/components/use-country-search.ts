import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { searchCountries, type Country } from './country';

const pageLength = 8;

/** The countries that a search finds, and the one that the keyboard has selected. */
export function useCountrySearch(countries: readonly Country[], chosen: Country['code']) {
  const [search, setSearch] = useState('');
  const [activeCode, setActiveCode] = useState<string>(chosen);
  const found = useMemo(() => searchCountries(countries, search), [countries, search]);
  const index = Math.max(
    0,
    found.findIndex(({ code }) => code === activeCode),
  );
  const active = found[index];
  const prefix = useId();
  const optionId = (code: string): string => `${prefix}-${code}`;

  useEffect(() => {
    if (active === undefined) return;
    const block = search === '' && active.code === chosen ? 'center' : 'nearest';
    document.getElementById(`${prefix}-${active.code}`)?.scrollIntoView({ block });
  }, [active, chosen, prefix, search]);

  return {
    search,
    found,
    active,
    optionId,
    /** Id of the list element. */
    listId: prefix,
    change: (text: string): void => {
      setSearch(text);
      setActiveCode('');
    },
    /** Handles the arrow and page keys. */
    press: (event: KeyboardEvent): void => {
      const next = nextIndex(event.key, index, found.length);
      const country = next === undefined ? undefined : found[next];
      if (country === undefined) return;
      event.preventDefault();
      setActiveCode(country.code);
    },
  };
}

function nextIndex(key: string, index: number, length: number): number | undefined {
  const last = length - 1;
  if (key === 'ArrowDown') return index === last ? 0 : index + 1;
  if (key === 'ArrowUp') return index === 0 ? last : index - 1;
  if (key === 'PageDown') return Math.min(last, index + pageLength);
  if (key === 'PageUp') return Math.max(0, index - pageLength);
  return undefined;
}
