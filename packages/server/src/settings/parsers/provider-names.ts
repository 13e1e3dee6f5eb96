import { list } from './list.js';
import { oneOf } from './one-of.js';

/** Accepts a comma-separated list of registered providers. */
export function providerNames(known: readonly string[]): (value: string) => readonly string[] {
  return (value) => {
    const names = list(value).map(oneOf(...known));
    if (names.length === 0) throw new TypeError('must name a provider');
    if (new Set(names).size < names.length) throw new TypeError('must name each provider once');
    return names;
  };
}
