import {
  addressLost,
  collectBody,
  createCallerAddressOf,
  isClaimed,
  splitTarget,
  type Threepid,
} from '@threepid/core';
import type { FetchAdapterOptions } from './fetch-adapter-options.js';

/** The part of a `Request` that the handler reads. */
export type FetchRequest = Pick<Request, 'method' | 'url' | 'headers' | 'body'>;

/** Options of `toFetchHandler`. */
export interface FetchHandlerOptions<Host, Incoming> extends FetchAdapterOptions {
  /**
   * Reads the address of the connection's peer from what the host hands over: its context, event or server. The
   * README has the line for each host. If it returns nothing, the connection is gone, and the request is refused.
   *
   * Undefined: the host doesn't know, or listens on a Unix socket. Set `trustProxy` then, or all callers count as one.
   */
  readonly remoteAddress: ((request: Incoming, host: Host) => string | null | undefined) | undefined;
}

/** Answers a request. Resolves with undefined, and leaves the body unread, if it isn't threepid's. */
export type FetchHandler<Host, Incoming> = (request: Incoming, host: Host) => Promise<Response | undefined>;

/**
 * Creates a handler for hosts that speak the web's own `Request` and `Response`.
 *
 * @throws TypeError if an option is invalid.
 */
export function toFetchHandler<Host = void, Incoming extends FetchRequest = Request>(
  threepid: Pick<Threepid, 'handle' | 'claims'>,
  options: FetchHandlerOptions<Host, Incoming>,
): FetchHandler<Host, Incoming> {
  const { remoteAddress, prefix = '', trustProxy = 0 } = options;
  const callerAddressOf = createCallerAddressOf(trustProxy);
  return async (request, host) => {
    const { method, headers } = request;
    const target = splitTarget(request.url);
    // Elsewhere, the same path may be the host's own.
    if (!target.path.startsWith(`${prefix}/`)) return undefined;
    const path = target.path.slice(prefix.length);
    if (!isClaimed(threepid.claims, path, method)) return undefined;
    // Read before the body: it is gone once the client has disconnected.
    const peer = remoteAddress === undefined ? undefined : (remoteAddress(request, host) ?? addressLost);
    const stream = streamOf(request);
    const response = await threepid.handle({
      method,
      path,
      query: target.query,
      headers: Object.fromEntries(headers),
      body: stream === null ? undefined : await collectBody(stream),
      remoteAddress: callerAddressOf(peer, headers.get('x-forwarded-for') ?? ''),
    });
    return response && new Response(response.body === '' ? null : response.body, response);
  };
}

/**
 * A `Host` header can make a URL that nobody can read, such as `http://x.0/`. Hono on Node makes its request only where it is asked
 * for the body, and throws then.
 */
function streamOf(request: FetchRequest): FetchRequest['body'] {
  try {
    return request.body;
  } catch {
    return null;
  }
}
