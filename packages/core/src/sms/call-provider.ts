import { exchangeOverKeptConnection, type ProviderCall } from './kept-connections.js';
import { answerLimit, brokenOff, timedOut, type ProviderExchange } from './provider-exchange.js';

/** A request to a provider's HTTP API. */
export interface ProviderCallOptions extends ProviderCall {
  /** For proxies and your own certificate authorities. Default: Node's HTTP client, over connections that are kept. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Calls a provider: only once, without following redirects, within a time-out and with a limited answer. Never rejects.
 * Errors contain nothing of the request.
 */
export async function callProvider({ fetch, ...call }: ProviderCallOptions): Promise<ProviderExchange> {
  try {
    if (fetch !== undefined) return await callByFetch(fetch, call);
    return await exchangeOverKeptConnection(call);
  } catch (error) {
    return failureOf(error);
  }
}

async function callByFetch(
  fetch: typeof globalThis.fetch,
  { method, url, headers, body, timeoutMs }: ProviderCall,
): Promise<ProviderExchange> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
  const text = await readBeginning(response);
  return {
    kind: 'answered',
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: text,
  };
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
  if (innermost.name === 'TimeoutError') return timedOut('unknown');
  return brokenOff(neverConnected(innermost) ? 'no' : 'unknown', innermost.code);
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
