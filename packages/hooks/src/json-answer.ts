import type { HttpResponse } from '@threepid/core';
import type { HookRefusal } from './hook-refusal.js';

/** An answer in JSON. */
export function jsonAnswer(
  status: number,
  value: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** A refusal for products that read the status, and log the body or nothing. */
export function plainRefusal({ status, message, retryAfterMs }: HookRefusal): HttpResponse {
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) };
  return jsonAnswer(status, { message }, headers);
}
