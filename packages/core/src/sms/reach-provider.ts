import { OperatorError } from '../errors/operator-error.js';
import { exchangeOverKeptConnection } from './kept-connections.js';

/** How a provider is reached. */
export interface ReachOptions {
  readonly timeoutMs: number;
  /** As in `ProviderRequest`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Resolves if the provider's URL answers HEAD with a status below 500, even 404 or 405. For `ready` of senders over
 * HTTP. It sends no message, number or credentials.
 *
 * Rejects with an `OperatorError` that contains the code of the network error or the status.
 */
export async function reachProvider(url: URL, options: ReachOptions): Promise<void> {
  const status = await statusOf(url, options).catch((error: unknown) => {
    throw new OperatorError(`no answer from ${url.host}`, { cause: error });
  });
  if (status >= 500) throw new OperatorError(`${url.host} answers ${String(status)}`);
}

async function statusOf(url: URL, { timeoutMs, fetch }: ReachOptions): Promise<number> {
  if (fetch !== undefined) return statusByFetch(fetch, url, timeoutMs);
  const exchange = await exchangeOverKeptConnection({ method: 'HEAD', url, headers: {}, timeoutMs });
  if (exchange.kind === 'answered') return exchange.status;
  throw new OperatorError(`${exchange.reason}: ${exchange.code}`);
}

async function statusByFetch(fetch: typeof globalThis.fetch, url: URL, timeoutMs: number): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'HEAD', signal, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
}
