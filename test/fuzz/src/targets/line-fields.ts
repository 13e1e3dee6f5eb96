import { textOf } from '../engine/bytes.js';

/** The first lines of an input, and what is left of it. */
export interface LineFields {
  readonly lines: readonly string[];
  readonly rest: string;
}

/** Reads so many lines of an input; missing ones are empty. Each is read as UTF-8. */
export function lineFields(input: Buffer, count: number): LineFields {
  const parts = textOf(input).split('\n');
  const lines = Array.from({ length: count }, (_, at) => utf8(parts[at] ?? ''));
  return { lines, rest: parts.slice(count).join('\n') };
}

/** A text of bytes, read as UTF-8. */
export function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
