import { randomUUID } from 'node:crypto';
import { MatrixError } from '../../errors/matrix-error.js';
import type { EventToRaise, RaisedEvents } from '../../events/raised-events.js';
import type { Clock } from '../../ports/clock.js';
import type { Logger } from '../../ports/logger.js';
import { createCors, withCors, type Cors } from '../caller/cors.js';
import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';
import {
  errorResponse,
  isOverloaded,
  isStorageUnavailable,
  toMatrixError,
} from '../response/json-response.js';
import { oneSlash } from '../request/one-slash.js';
import { addressLost } from '../request/remote-address.js';
import { linked, type RequestRecord } from '../../log/request-record.js';
import { RepeatedErrorLog } from '../../log/repeated-error-log.js';
import type { Route, RouteClaim } from './route.js';

/** Everything below this path is ours, even paths that no version of the protocol has. */
const identityPrefix = '/_matrix/identity/';

/** Answers requests. */
export interface Router {
  readonly claims: readonly RouteClaim[];
  /** @returns undefined for a request that isn't ours, which the host's own routes should answer. Never rejects. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse | undefined>;
}

/** Options of a router. */
export interface RouterOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly cors: Cors;
  /** Told of each answer. Default: nobody listens. */
  readonly events?: RaisedEvents;
}

/** Creates a router from routes, in any order. */
export function createRouter(routes: readonly Route[], options: RouterOptions): Router {
  const table = tableOf(routes);
  const handle = handlerOf(table, options);
  return {
    claims: claimsOf(table),
    handle: (request) => handle(request, request.record ?? { id: idOf(request) }),
  };
}

/** A host may take its ids from its clients. */
function idOf({ id }: HttpRequest): string {
  return id !== undefined && /^[\w.:/+=-]{1,128}$/.test(id) ? id : randomUUID();
}

/** Answers a request, whose record it fills. */
type Handler = (request: HttpRequest, record: RequestRecord) => Promise<HttpResponse | undefined>;

function handlerOf(table: Table, { logger, clock, cors, events }: RouterOptions): Handler {
  const [outages, overloads] = [new RepeatedErrorLog(logger, clock), new RepeatedErrorLog(logger, clock)];
  const surroundings = { cors, logger, outages, overloads };
  const told = events?.isOn === true ? events : undefined;
  return async (request, record) => {
    const path = oneSlash(request.path);
    const asked = path === request.path ? request : { ...request, path };
    const routes = table.get(path);
    const called = isForServers(routes) ? { ...surroundings, cors: noCors } : surroundings;
    const startedAt = told === undefined ? 0 : clock.now();
    const response = await answer(routes, asked, { record, ...called });
    if (response === undefined) return undefined;
    noteAnswer(record, routes, response);
    told?.raise(answeredEvent(record, asked, response, clock.now() - startedAt));
    const answered = withCors(response, called.cors.headersFor(request.headers['origin']));
    return request.method === 'HEAD' ? { ...answered, body: '' } : answered;
  };
}

function noteAnswer(
  record: RequestRecord,
  routes: readonly Route[] | undefined,
  { errcode = 'ok' }: HttpResponse,
): void {
  const [first] = routes ?? [];
  if (first !== undefined) record.route = protocolPath(first);
  record.outcome = errcode;
}

function answeredEvent(
  { id, route }: RequestRecord,
  { method }: HttpRequest,
  { status, errcode }: HttpResponse,
  durationMs: number,
): EventToRaise {
  return {
    kind: 'answered',
    requestId: id,
    method: knownMethods.has(method) ? method : '_OTHER',
    route,
    status,
    errcode,
    durationMs: Math.max(0, durationMs),
  };
}

/** Anybody may make up others (RFC 9110, section 9; RFC 5789). */
const knownMethods: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH'.split(' '),
);

/** Logs of failed requests. */
interface RouterLog {
  readonly logger: Logger;
  /** For a storage that is down, when every request fails for the same reason. */
  readonly outages: RepeatedErrorLog;
  /** For a challenge that is asked about too many answers. */
  readonly overloads: RepeatedErrorLog;
}

/** Context of each answer. */
interface Surroundings extends RouterLog {
  readonly record: RequestRecord;
  readonly cors: Cors;
}

const noCors = createCors(false);

type Table = ReadonlyMap<string, readonly Route[]>;

function tableOf(routes: readonly Route[]): Table {
  const paths = new Set(routes.map(({ path }) => path));
  return new Map([...paths].map((path) => [path, routes.filter((route) => route.path === path)]));
}

function claimsOf(table: Table): readonly RouteClaim[] {
  const own = [...table].filter(([path]) => !path.startsWith(identityPrefix));
  return [
    { path: `${identityPrefix}*`, methods: undefined },
    ...own.map(([path, routes]) => ({ path, methods: isShared(routes) ? methodsOf(routes) : undefined })),
  ];
}

async function answer(
  routes: readonly Route[] | undefined,
  request: HttpRequest,
  surroundings: Surroundings,
): Promise<HttpResponse | undefined> {
  if (routes === undefined && !request.path.startsWith(identityPrefix)) return undefined;
  if (request.method === 'OPTIONS' && !isForServers(routes)) return { status: 204, headers: {}, body: '' };
  if (routes === undefined) return errorResponse(new MatrixError('M_UNRECOGNIZED', 'Unrecognized request'));
  const route = routes.find((candidate) => takes(candidate, request.method));
  if (route === undefined) return isShared(routes) ? undefined : wrongMethod(routes);
  if (request.remoteAddress === addressLost) return errorResponse(connectionLost());
  try {
    surroundings.cors.admit(request);
    const response = await route.handle(request, surroundings.record);
    surroundings.outages.settle('requests failed');
    surroundings.overloads.settle('requests failed');
    return response;
  } catch (error) {
    logFailure(error, route, surroundings);
    return route.onError?.(error, request) ?? errorResponse(toMatrixError(error));
  }
}

/** Nobody reads this answer. */
function connectionLost(): MatrixError {
  return new MatrixError('M_UNKNOWN', 'The connection was lost', { status: 400 });
}

function takes({ method, safe }: Route, asked: string): boolean {
  return method === asked || (safe && asked === 'HEAD');
}

function isShared(routes: readonly Route[]): boolean {
  return routes.some(({ shared }) => shared === true);
}

function isForServers(routes: readonly Route[] | undefined): boolean {
  return routes?.some(({ forServers }) => forServers === true) ?? false;
}

function methodsOf(routes: readonly Route[]): readonly string[] {
  const methods = routes.flatMap(({ method, safe }) => (safe ? [method, 'HEAD'] : [method]));
  return isForServers(routes) ? methods : [...methods, 'OPTIONS'];
}

function wrongMethod(routes: readonly Route[]): HttpResponse {
  const error = new MatrixError('M_UNRECOGNIZED', 'Unrecognized request method', { status: 405 });
  return errorResponse(error, { allow: methodsOf(routes).join(', ') });
}

function logFailure(error: unknown, route: Route, logs: Surroundings): void {
  const path = protocolPath(route);
  const { record } = logs;
  const matrixError = toMatrixError(error);
  if (matrixError.status < 500) {
    logs.logger.debug(linked(record.id, { path, errcode: matrixError.errcode }), 'request refused');
    return;
  }
  const { cause } = matrixError;
  logFor(cause, logs).error(linked(record.id, { path, err: cause ?? matrixError }), 'request failed');
}

function logFor(cause: unknown, { logger, outages, overloads }: RouterLog): Pick<Logger, 'error'> {
  if (isStorageUnavailable(cause)) return outages;
  return isOverloaded(cause) ? overloads : logger;
}

/** The path in the protocol. The prefix before it is a secret, and must not be logged. */
function protocolPath({ path }: Route): string {
  return path.slice(Math.max(0, path.lastIndexOf('/_matrix/')));
}
