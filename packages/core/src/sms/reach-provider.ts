import { OperatorError } from '../errors/operator-error.js';

/**
 * Resolves if the provider's URL answers HEAD with a status below 500, even 404 or 405. For `ready` of senders over
 * HTTP. It sends no message, number or credentials.
 *
 * Rejects with an `OperatorError` that contains the code of the network error or the status.
 */
export async function reachProvider(
  url: URL,
  options: { readonly timeoutMs: number; readonly fetch?: typeof globalThis.fetch | undefined },
): Promise<void> {
  const { timeoutMs, fetch = globalThis.fetch } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'HEAD', signal, redirect: 'manual' }).catch(
    (error: unknown) => {
      throw new OperatorError(`no answer from ${url.host}`, { cause: error });
    },
  );
  await response.body?.cancel();
  if (response.status >= 500) throw new OperatorError(`${url.host} answers ${String(response.status)}`);
}
