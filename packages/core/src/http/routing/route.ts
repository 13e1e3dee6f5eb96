import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';

/** Answers an error of a route, or leaves it to the router. */
export type ErrorAnswer = (error: unknown, request: HttpRequest) => HttpResponse | undefined;

/** One call of the protocol. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** As in `HttpRequest`. */
  readonly path: string;
  /** True for a GET that changes nothing: HEAD answers it too (RFC 9110, section 9.3.2). */
  readonly safe: boolean;
  /** True if the path's other methods are the host's: they are passed on instead of answered with 405. */
  readonly shared?: boolean;
  /** The answer to an error; undefined stands for the usual one. */
  readonly onError?: ErrorAnswer | undefined;
  /** @throws MatrixError, and whatever a port throws: the router answers it. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
}

/** What an adapter mounts. */
export interface RouteClaim {
  /** A path, or with `/*` at its end all paths that start so. */
  readonly path: string;
  /** In upper case; undefined: all. */
  readonly methods: readonly string[] | undefined;
}
