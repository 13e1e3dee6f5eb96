import { bodyLimit, bodyTooLarge, OperatorError, type HttpRequest } from '@threepid/core';
import { HookRefusal } from './hook-refusal.js';

/** An object of a call's JSON. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** A call as a product makes it. */
export interface HookCall {
  readonly headers: HttpRequest['headers'];
  /** The body as it came, which signatures cover. @throws HookRefusal 500 if the host has parsed it already. */
  readonly text: () => string;
  /** The body's JSON. @throws HookRefusal 400. */
  readonly fields: () => JsonFields;
  /** A text that is the same if the body is. */
  readonly fingerprint: () => string;
}

/** @throws HookRefusal 413 */
export function hookCallOf({ headers, body }: HttpRequest): HookCall {
  const raw = rawOf(body);
  if (body === bodyTooLarge || (raw !== undefined && Buffer.byteLength(raw) > bodyLimit))
    throw new HookRefusal(413, `The body must not be larger than ${String(bodyLimit)} bytes`);
  return {
    headers,
    text: () => raw ?? parsedAlready(),
    fields: () => fieldsOf(raw === undefined ? body : parsed(raw)),
    fingerprint: () => raw ?? JSON.stringify(body),
  };
}

/** A header that came once. */
export function headerOf({ headers }: Pick<HookCall, 'headers'>, name: string): string | undefined {
  const { [name]: value } = headers;
  return typeof value === 'string' ? value : undefined;
}

/** A field that is an object; else one without fields. */
export function objectIn(fields: JsonFields, name: string): JsonFields {
  const { [name]: value } = fields;
  return isObject(value) ? value : {};
}

/** A field that is a text, and not empty. */
export function textIn(fields: JsonFields, name: string): string | undefined {
  const { [name]: value } = fields;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function rawOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : undefined;
}

function parsedAlready(): never {
  throw new HookRefusal(500, 'Internal server error', {
    cause: new OperatorError('a signature covers the raw body: mount the hooks before your body parser'),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HookRefusal(400, 'The body is not JSON');
  }
}

function fieldsOf(value: unknown): JsonFields {
  if (isObject(value)) return value;
  throw new HookRefusal(400, 'The body must be a JSON object');
}

function isObject(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
