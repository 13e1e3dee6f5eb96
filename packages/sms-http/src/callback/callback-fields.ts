import type { CallbackRequest } from '@threepid/core';
import { documentOf, textOf } from '../answer/place.js';

/** The fields of a call: those of its query and its body, which is a form or a JSON object. */
export type CallbackFields = Readonly<Record<string, unknown>>;

/** Reads the fields of a call. A field of the body stands for one of the query. */
export function fieldsOf({ query, headers, body }: CallbackRequest): CallbackFields {
  const type = headers['content-type'];
  const isJson = typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type);
  return { ...formOf(query), ...(isJson ? objectOf(documentOf(body)) : formOf(body)) };
}

function formOf(text: string): CallbackFields {
  return Object.fromEntries(new URLSearchParams(text));
}

function objectOf(document: unknown): CallbackFields {
  return typeof document === 'object' && document !== null ? { ...document } : {};
}

/**
 * The fields as Vonage signs them.
 *
 * @param except the field that has the signature.
 * Source: Vonage API documentation, "Signing messages".
 */
export function sortedFields(fields: CallbackFields, except: string | undefined): string {
  return Object.keys(fields)
    .filter((name) => name !== except)
    .sort()
    .map((name) => `&${name}=${(textOf(fields[name]) ?? '').replace(/[&=]/g, '_')}`)
    .join('');
}
