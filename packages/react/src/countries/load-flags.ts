import type { Country } from './country.js';

/** The address of a country's flag, for an image; undefined if there is none. */
export type FlagOf = (code: Country['code']) => string | undefined;

/**
 * Loads the flags of all countries, because many systems have no flag emoji. They are some 50 kB compressed, so load
 * them once the page is usable. Needs no server: each flag is a `data:` address.
 */
export async function loadFlags(): Promise<FlagOf> {
  const drawings: Readonly<Record<string, string>> = await import('country-flag-icons/string/3x2');
  return (code) => {
    const drawing = drawings[code];
    return drawing === undefined ? undefined : `data:image/svg+xml,${encodeURIComponent(drawing)}`;
  };
}
