import { OperatorError } from '@threepid/core';

/** A value that can't be sent where the declaration puts it. The message doesn't contain the value. */
export class UnsendableError extends OperatorError {
  override readonly name = 'UnsendableError';
  /** The placeholder whose value it is, if it is one. */
  readonly placeholder: string | undefined;

  /** @param reason such as "has a colon". */
  constructor(reason: string, placeholder?: string) {
    super(placeholder === undefined ? reason : `{${placeholder}} ${reason}`);
    this.placeholder = placeholder;
  }
}

/** For a field of a query. Lone surrogates, which no URL can hold, are replaced. */
export function forQuery(value: string): string {
  return encodeURIComponent(wellFormed(value));
}

/** For a segment of a URL's path. */
export function forSegment(value: string): string {
  // The URL parser takes such a segment for the folder itself or the one above, also if it is percent-encoded.
  if (value === '' || value === '.' || value === '..')
    throw new UnsendableError('can be no segment of a path');
  return encodeURIComponent(wellFormed(value));
}

/** For a header: without line breaks and other characters that a header can't have. */
export function forHeader(value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new UnsendableError('has characters that no header can have');
}

function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}
