import { OperatorError } from '../errors/operator-error.js';

/**
 * Resolves if something answers HEAD at a provider's address with a status below 500; 404 and 405 will do. For the
 * `ready` of senders over HTTP: it sends no message, no number and no credentials.
 *
 * Rejects with an `OperatorError` that names the network error's code or the status.
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
