import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Country } from '../countries/country.js';
import { countrySearch } from '../countries/country-search.js';

const pageLength = 8;

/** The countries that a search finds, and the one that the keyboard has selected. */
export function useCountrySearch(countries: readonly Country[], chosen: Country['code']) {
  const [search, setSearch] = useState('');
  const [activeCode, setActiveCode] = useState<string>(chosen);
  const find = useMemo(() => countrySearch(countries), [countries]);
  const found = useMemo(() => find(search), [find, search]);
  const index = Math.max(
    0,
    found.findIndex(({ code }) => code === activeCode),
  );
  const active = found[index];
  const listId = useId();
  const activeRef = useRef<HTMLLIElement>(null);

  useEffect(() => {
    const block = search === '' && active?.code === chosen ? 'center' : 'nearest';
    activeRef.current?.scrollIntoView({ block });
  }, [active, chosen, search]);

  return {
    search,
    found,
    active,
    /** Of the active option's element. */
    activeRef,
    listId,
    optionId: (code: string): string => `${listId}-${code}`,
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
