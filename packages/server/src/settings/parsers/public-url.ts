import { parseBaseUrl } from '@threepid/core';

/** Accepts an http(s) URL without query, fragment and credentials. Slashes at its end are dropped. */
export function publicUrl(value: string): string {
  const url = parseBaseUrl(value);
  if (url !== undefined) return url;
  throw new TypeError('must be an http(s) URL without query, such as https://id.example.org');
}
