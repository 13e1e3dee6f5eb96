import type { ProviderHeaders } from '@threepid/core';
import type { AnswerPlace } from '../declaration/sms-http-declaration.js';
import { parsePointer, valueAt } from './json-pointer.js';

/** An answer, or a call, with its parsed body. */
export interface Readable {
  readonly headers: ProviderHeaders;
  readonly document: unknown;
}

/** The parsed body; a body that is not JSON is a string. */
export function documentOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A pattern sees so many characters of a text: how long one may take depends on that. */
const matchedLength = 1_000;

/** The beginning of a text, for a pattern. */
export function beginningOf(text: string): string {
  return text.slice(0, matchedLength);
}

/** Finds a value. Undefined if there is none, or one that is neither text nor a number nor a boolean. */
export type Finder = (from: Readable) => string | undefined;

/** Compiles a place. */
export function compilePlace(place: AnswerPlace): Finder {
  if (typeof place === 'string') return atPointer(place);
  const { pointer = '', header, capture } = place;
  const find = header === undefined ? atPointer(pointer) : atHeader(header);
  return capture === undefined ? find : captured(find, new RegExp(capture, 's'));
}

/** Compiles places of which the first with a value counts. */
export function compilePlaces(places: AnswerPlace | readonly AnswerPlace[] = []): Finder {
  const finders = (isList(places) ? places : [places]).map(compilePlace);
  return (from) => {
    for (const find of finders) {
      const value = find(from);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/** A value of JSON as text. Undefined if it has no text, or an empty one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function atPointer(pointer: string): Finder {
  const tokens = parsePointer(pointer);
  return ({ document }) => textOf(valueAt(document, tokens));
}

/** Finds a header: the first, if there are several. */
export function atHeader(name: string): Finder {
  const lowerCase = name.toLowerCase();
  return ({ headers }) => {
    const value = headers[lowerCase];
    return textOf(typeof value === 'object' ? value[0] : value);
  };
}

function captured(find: Finder, pattern: RegExp): Finder {
  return (from) => {
    const value = find(from);
    return value === undefined ? undefined : textOf(pattern.exec(beginningOf(value))?.[1]);
  };
}

function isList(places: AnswerPlace | readonly AnswerPlace[]): places is readonly AnswerPlace[] {
  return Array.isArray(places);
}
