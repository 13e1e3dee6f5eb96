import type { CountryCode } from 'libphonenumber-js/min';

/** A country, or a territory with its own numbering plan. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: CountryCode;
  /** In the page's language. */
  readonly name: string;
  /** Without the `+`. */
  readonly callingCode: string;
}
