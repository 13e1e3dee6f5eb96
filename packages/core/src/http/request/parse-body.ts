import { MatrixError } from '../../errors/matrix-error.js';
import { bodyLimit, bodyTooLarge } from './collect-body.js';
import type { HttpRequest } from './http-request.js';

/** The fields of a body or of a query. */
export type Fields = Readonly<Record<string, unknown>>;

/** The registered form type, and the specification's own misspelling of it. */
const formTypes = new Set(['application/x-www-form-urlencoded', 'application/x-form-www-urlencoded']);

/**
 * Parses a JSON or form body, given as bytes, as text, or as the value that the host has already parsed.
 *
 * @throws MatrixError `M_TOO_LARGE`, `M_NOT_JSON` if it can't be parsed, `M_BAD_JSON` if it isn't an object,
 * `M_INVALID_PARAM` for a repeated form field.
 */
export function parseBody({ body, headers }: HttpRequest): Fields {
  assertSize(body, headers);
  if (body === undefined || body === null) return {};
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : undefined;
  if (text === undefined) return checkedObject(body);
  return isForm(headers) ? parseForm(text) : checkedObject(parseJson(text));
}

/** True if the body is a form by its content type. */
export function isForm(headers: HttpRequest['headers']): boolean {
  return formTypes.has(mediaType(headers['content-type']));
}

/**
 * Reads a query or a form.
 *
 * @throws MatrixError `M_INVALID_PARAM` for a repeated field, which is ambiguous.
 */
export function parseForm(text: string): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new MatrixError('M_INVALID_PARAM', 'A parameter was given more than once');
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** @throws MatrixError `M_TOO_LARGE` */
export function assertSize(body: unknown, headers: HttpRequest['headers']): void {
  if (!isTooLarge(body, headers['content-length'])) return;
  throw new MatrixError('M_TOO_LARGE', `The body must not be larger than ${String(bodyLimit)} bytes`);
}

function isTooLarge(body: unknown, contentLength: string | readonly string[] | undefined): boolean {
  if (body === bodyTooLarge || Number(contentLength) > bodyLimit) return true;
  if (body instanceof Uint8Array) return body.byteLength > bodyLimit;
  return typeof body === 'string' && Buffer.byteLength(body) > bodyLimit;
}

function mediaType(contentType: string | readonly string[] | undefined): string {
  const first = typeof contentType === 'string' ? contentType : contentType?.[0];
  if (first === 'application/json') return first;
  return (first ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** It keeps nothing between whole texts, and is expensive to make. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new MatrixError('M_NOT_JSON', 'The body is not UTF-8', { cause });
  }
}

function parseJson(text: string): unknown {
  // An empty body has missing fields; it isn't broken JSON.
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new MatrixError('M_NOT_JSON', 'The body is not JSON', { cause });
  }
}

function checkedObject(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new MatrixError('M_BAD_JSON', 'The body must be a JSON object');
}
