import type { RelayedAnswer } from '@threepid/core';
import { unusable, type BoundedAnswer } from './bounded-exchange.js';

/** `M_LIMIT_EXCEEDED`, or a namespaced one such as `ORG.EXAMPLE.NOT_TODAY`. */
const errcodeForm = /^[A-Z][A-Z0-9]*(?:[._][A-Z0-9]+)+$/;
/** Source: Matrix identity service API, `definitions/sid.yaml`. */
const sidForm = /^[0-9a-zA-Z.=_-]{1,255}$/;
const nameForm = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

const longestErrcode = 128;
const longestText = 1_024;
const mostFields = 32;

type Scalar = string | number | boolean;

/**
 * The part of another server's answer that may be passed on: a sid, or a Matrix error with a 4xx status, each with a
 * limited number of other fields with short scalar values.
 *
 * @throws UnusableAnswerError for anything else.
 */
export function relayedAnswer(url: string, { status, retryAfter, json }: BoundedAnswer): RelayedAnswer {
  const object = asObject(json);
  if (object === undefined) throw unusable(url, `HTTP ${status} without a JSON object`);
  if (status === 200) return opened(url, object);
  if (status >= 400 && status <= 499) return matrixError(url, status, retryAfter, object);
  throw unusable(url, `HTTP ${status}`);
}

type JsonObject = Readonly<Record<string, unknown>>;

function asObject(json: unknown): JsonObject | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : undefined;
}

function opened(url: string, object: JsonObject): RelayedAnswer {
  const { sid } = object;
  if (typeof sid === 'string' && sidForm.test(sid)) return { kind: 'opened', sid, fields: fieldsOf(object) };
  throw unusable(url, 'HTTP 200 without a sid');
}

function matrixError(
  url: string,
  status: number,
  retryAfter: string | undefined,
  object: JsonObject,
): RelayedAnswer {
  const { errcode, error } = object;
  if (typeof errcode !== 'string' || errcode.length > longestErrcode || !errcodeForm.test(errcode))
    throw unusable(url, `HTTP ${status} without a Matrix error`);
  const text = typeof error === 'string' ? plainText(error) : '';
  return {
    kind: 'error',
    status,
    errcode,
    error: text === '' ? 'The identity server refused the request' : text,
    fields: withRetryAfter(fieldsOf(object), retryAfter),
  };
}

/** Keeps a valid `retry_after_ms`; if there is none, the `Retry-After` header takes its place. */
function withRetryAfter(
  { retry_after_ms: given, ...fields }: Readonly<Record<string, Scalar>>,
  header: string | undefined,
): Readonly<Record<string, Scalar>> {
  const seconds = /^[0-9]{1,9}$/.test(header ?? '') ? Number(header) * 1_000 : undefined;
  const retryAfterMs = isMilliseconds(given) ? given : seconds;
  return retryAfterMs === undefined ? fields : { ...fields, retry_after_ms: retryAfterMs };
}

function isMilliseconds(value: Scalar | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Names of fields that are passed on separately. */
const ownNames: ReadonlySet<string> = new Set(['sid', 'errcode', 'error']);

function fieldsOf(object: JsonObject): Readonly<Record<string, Scalar>> {
  const kept = Object.entries(object).filter(
    (entry): entry is [string, Scalar] =>
      !ownNames.has(entry[0]) && nameForm.test(entry[0]) && isShortScalar(entry[1]),
  );
  return Object.fromEntries(kept.slice(0, mostFields));
}

function isShortScalar(value: unknown): value is Scalar {
  if (typeof value === 'string') return value.length <= longestText;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** The text without control characters, and cut to a readable length. */
function plainText(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
}
