import type { CorsOption } from '@threepid/core';
import { list } from './list.js';

/** Accepts `*`, `off` or a comma-separated list of origins. */
export function origins(value: string): CorsOption {
  if (value === '*') return '*';
  if (value === 'off') return false;
  if (list(value).length > 0) return list(value);
  throw new TypeError('must be *, off or a list of origins such as https://app.example.org');
}
