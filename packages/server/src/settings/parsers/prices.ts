import { readFileSync } from 'node:fs';
import type { Prices } from '@threepid/core';
import { amounts } from './amounts.js';

const example = 'GB=0.04,US=0.0079,default=0.25';

/** Accepts `GB=0.04,voice.GB=0.2`, or the path of a JSON file with the same: `{ "GB": 0.04 }`. */
export function prices(text: string): Prices {
  if (text.endsWith('.json')) return pricesOfFile(text);
  return Object.fromEntries(amounts(`${example} (or the path of a .json file)`)(text));
}

function pricesOfFile(path: string): Prices {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Prices;
  } catch (cause) {
    throw new TypeError(
      'must be a file that can be read, with JSON such as { "GB": 0.04, "default": 0.25 }',
      { cause },
    );
  }
}
