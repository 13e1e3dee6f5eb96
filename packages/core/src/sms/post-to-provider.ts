/** A request to a provider's HTTP API. */
export interface ProviderRequest {
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Time-out of the whole exchange in milliseconds. */
  readonly timeoutMs: number;
  /** Default: Node's `fetch`. For proxies and your own certificate authorities. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * The outcome of an exchange with a provider.
 *
 * - `answered`: with status, headers and the first 64 KiB of the body.
 * - `failed`: no answer, or a broken one. `taken` is `no` only if there was no connection, so the provider can't have
 *   read the request. `code` is that of the network error, such as `ECONNREFUSED`; `ETIMEOUT` for the time-out; or
 *   `EUNKNOWN`.
 */
export type ProviderExchange =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly body: string }
  | {
      readonly kind: 'failed';
      readonly taken: 'no' | 'unknown';
      readonly code: string;
      readonly reason: string;
    };

/** Maximum size of an answer that is read, in bytes. */
const answerLimit = 65_536;

/**
 * Posts to a provider: only once, without following redirects, within a time-out and with a limited answer. Never
 * rejects. Errors contain nothing of the request.
 */
export async function postToProvider(request: ProviderRequest): Promise<ProviderExchange> {
  const { url, headers, body, timeoutMs, fetch = globalThis.fetch } = request;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const text = await readBeginning(response);
    return { kind: 'answered', status: response.status, headers: response.headers, body: text };
  } catch (error) {
    return failureOf(error);
  }
}

async function readBeginning(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.byteLength;
    // Leaving the loop cancels the stream and closes the connection.
    if (length >= answerLimit) break;
  }
  return Buffer.concat(chunks).subarray(0, answerLimit).toString('utf8');
}

/** Properties of Node's network errors, which fetch wraps as a cause. */
interface NetworkError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly name?: unknown;
}

function failureOf(error: unknown): ProviderExchange {
  const innermost = innermostOf(error);
  if (innermost.name === 'TimeoutError')
    return { kind: 'failed', taken: 'unknown', code: 'ETIMEOUT', reason: 'no answer in time' };
  const code = typeof innermost.code === 'string' ? innermost.code : 'EUNKNOWN';
  const taken = neverConnected(innermost) ? 'no' : 'unknown';
  const reason = taken === 'no' ? 'no connection to the provider' : 'the connection broke off';
  return { kind: 'failed', taken, code, reason };
}

function innermostOf(error: unknown): NetworkError {
  const outer = (error ?? {}) as NetworkError;
  return outer.cause instanceof Error ? innermostOf(outer.cause) : outer;
}

/**
 * True if an error of Node or undici shows that the request was never sent: a host name that wasn't found, or a
 * connection or certificate that was refused before any byte of the request was written.
 */
export function neverConnected(error: unknown): boolean {
  const { code, syscall, errors } = (error ?? {}) as NetworkError;
  if (Array.isArray(errors)) return errors.length > 0 && errors.every(neverConnected);
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return typeof code === 'string' && (code === 'UND_ERR_CONNECT_TIMEOUT' || certificateErrors.has(code));
}

/** Source: Node.js documentation, TLS, "X509 certificate error codes". */
const certificateErrors: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
