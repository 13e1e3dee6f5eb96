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
const longestChallenge = 4_096;
const deepestChallenge = 5;

type Scalar = string | number | boolean;

/**
 * The part of another server's answer that may be passed on: a sid, or a Matrix error with a 4xx status, each with a
 * limited number of other fields with short scalar values. An error with the status 429 keeps its `challenge` too.
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
    fields: {
      ...withRetryAfter(fieldsOf(object), retryAfter),
      ...(status === 429 ? challengeOf(object) : {}),
    },
  };
}

/** The challenge that the client can solve instead of waiting; nothing if it isn't a small object with a type. */
function challengeOf({ challenge: given }: JsonObject): { readonly challenge?: JsonObject } {
  const challenge = asObject(given);
  if (typeof challenge?.['type'] !== 'string' || !isShallow(challenge, deepestChallenge)) return {};
  return JSON.stringify(challenge).length <= longestChallenge ? { challenge } : {};
}

/** Checked before it is written as JSON, which fails for a value of many levels. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
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
const ownNames: ReadonlySet<string> = new Set(['sid', 'errcode', 'error', 'challenge']);

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
