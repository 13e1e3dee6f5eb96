import type { CallbackRequest } from '@threepid/core';
import { documentOf, textOf } from '../answer/place.js';

/** The fields of a call: those of its query and its body, which is a form or a JSON object. */
export type CallbackFields = Readonly<Record<string, unknown>>;

/** Parts of a call that have fields. */
export interface CallbackParts {
  readonly query: boolean;
  readonly body: boolean;
}

/** Reads the fields of some parts of a call. A field of the body stands for one of the query. */
export function fieldsOf(
  request: CallbackRequest,
  parts: CallbackParts = { query: true, body: true },
): CallbackFields {
  return {
    ...(parts.query && formOf(request.query)),
    ...(parts.body && fieldsOfBody(request)),
  };
}

function fieldsOfBody({ headers, body }: CallbackRequest): CallbackFields {
  const type = headers['content-type'];
  const isJson = typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type);
  return isJson ? objectOf(documentOf(body)) : formOf(body);
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
