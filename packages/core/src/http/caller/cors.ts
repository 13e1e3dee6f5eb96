import { parseHttpUrl } from '../../domain/http-url.js';
import { MatrixError } from '../../errors/matrix-error.js';
import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';
import { jsonHeaders } from '../response/json-response.js';

/**
 * Origins whose web pages may call: all, a list such as `https://app.example.org`, or false. With false, threepid sends
 * no CORS headers and refuses nobody, because a proxy or the host handles CORS.
 */
export type CorsOption = '*' | readonly string[] | false;

type Headers = Readonly<Record<string, string>>;
type OriginHeader = HttpRequest['headers'][string];

/** Rules for calls by web pages, created once from a `CorsOption`. */
export interface Cors {
  /** The headers of answers to a caller with this `Origin` header. Names in lower case. */
  readonly headersFor: (origin: OriginHeader) => Readonly<Record<string, string>>;
  /** @throws MatrixError `M_FORBIDDEN` for a POST by a page of an origin that isn't listed. */
  readonly admit: (request: Pick<HttpRequest, 'method' | 'headers'>) => void;
}

/** @throws TypeError for an invalid origin. */
export function createCors(option: CorsOption = '*'): Cors {
  if (option === '*') return everybody(headersOf('*'));
  if (option === false) return everybody({});
  const listed = new Map(
    option.map((origin) => [checkedOrigin(origin), { ...headersOf(origin), ...varies }]),
  );
  const find = (origin: OriginHeader): Headers | undefined =>
    typeof origin === 'string' ? listed.get(origin) : undefined;
  return {
    headersFor: (origin) => find(origin) ?? varies,
    admit: ({ method, headers: { origin, host } }) => {
      // A browser sends a form or plain text without asking first, so only the answer would be hidden without this.
      if (method === 'POST' && origin !== undefined && find(origin) === undefined && !isSame(origin, host))
        throw new MatrixError('M_FORBIDDEN', 'Web pages of this origin may not call this server');
    },
  };
}

/** The headers of nearly all answers, by those of CORS: both are constants, and merged once. */
const jsonHeadersByCors = new WeakMap<Headers, Headers>();

/** The answer with the headers of CORS, which go before its own. */
export function withCors({ status, headers, body }: HttpResponse, cors: Headers): HttpResponse {
  if (headers !== jsonHeaders) return { status, headers: merged(cors, headers), body };
  const both = jsonHeadersByCors.get(cors) ?? Object.freeze(merged(cors, headers));
  jsonHeadersByCors.set(cors, both);
  return { status, headers: both, body };
}

function merged(cors: Headers, headers: Headers): Headers {
  const { vary } = headers;
  const both = { ...cors, ...headers };
  return vary === undefined || cors['vary'] === undefined
    ? both
    : { ...both, vary: `${vary}, ${cors['vary']}` };
}

const varies: Headers = { vary: 'Origin' };

function everybody(headers: Headers): Cors {
  return { headersFor: () => headers, admit: () => undefined };
}

/**
 * The headers that let web clients of an origin call us.
 * Source: Matrix client-server API, "Web Browser Clients".
 */
function headersOf(origin: string): Headers {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
    'access-control-expose-headers': 'Retry-After',
  };
}

/** True for a page of this very server. */
function isSame(origin: OriginHeader, host: OriginHeader): boolean {
  return typeof host === 'string' && (origin === `https://${host}` || origin === `http://${host}`);
}

/** The origin as browsers write it, or it would never match. Apps have origins too, such as `capacitor://localhost`. */
function checkedOrigin(origin: string): string {
  const written = parseHttpUrl(origin)?.origin ?? origin;
  if (written === origin && /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s*]+$/.test(origin)) return origin;
  throw new TypeError(
    `threepid: '${origin}' is not an origin; write https://app.example.org, without a path`,
  );
}
