import { list } from './list.js';

/** Accepts a comma-separated list of channels, or an empty text. */
export function channelNames(known: readonly string[]): (value: string) => readonly string[] {
  return (value) => {
    const names = list(value);
    if (!names.every((name) => known.includes(name)))
      throw new TypeError(`must be a list of: ${known.join(', ')}`);
    return [...new Set(names)];
  };
}
