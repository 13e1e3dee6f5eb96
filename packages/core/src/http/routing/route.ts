import type { HttpRequest } from '../request/http-request.js';
import type { RequestRecord } from '../../log/request-record.js';
import type { HttpResponse } from '../response/http-response.js';

/** The answer to an error of a route; undefined leaves it to the router. */
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
  /** True if servers call it, and no web page: its path has no CORS. */
  readonly forServers?: boolean;
  /** The answer to an error; undefined: the usual one. */
  readonly onError?: ErrorAnswer | undefined;
  /** @throws MatrixError, and the errors of ports; the router answers them. */
  readonly handle: (request: HttpRequest, record: RequestRecord) => Promise<HttpResponse>;
}

/** A path and methods that an adapter mounts. */
export interface RouteClaim {
  /** A path; with `/*` at its end, all paths below it. */
  readonly path: string;
  /** In upper case; undefined: all. */
  readonly methods: readonly string[] | undefined;
}
