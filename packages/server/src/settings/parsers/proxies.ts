import { createAddressRanges } from '@threepid/core';
import { list } from './list.js';

/** Accepts a comma-separated list of addresses and ranges. */
export function proxies(value: string): readonly string[] {
  // The ranges check their entries when they are made.
  createAddressRanges(list(value), 'proxy');
  return list(value);
}
