import { MatrixError } from '../../errors/matrix-error.js';
import { OperatorError } from '../../errors/operator-error.js';
import { RepeatedErrorLog } from '../../log/repeated-error-log.js';
import { linked, type RequestRecord } from '../../log/request-record.js';
import type { Clock } from '../../ports/clock.js';
import type { CallbackAnswer, CallbackRequest, ProviderCallback } from '../../ports/delivery-receipt.js';
import type { Logger } from '../../ports/logger.js';
import type { SmsSender } from '../../ports/sms-sender.js';
import { bodyTextOf } from '../request/body-text.js';
import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';
import { errorResponse, toMatrixError } from '../response/json-response.js';
import type { Route } from '../routing/route.js';

/** The path below which providers call, each by the name of its callback. */
const callbacksPath = '/_threepid/callbacks';

/** Parts of the routes of callbacks. */
export interface CallbackRouteOptions {
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * The calls by which the providers of these senders report deliveries.
 *
 * @throws TypeError if a callback's name is none, or belongs to two.
 */
export function callbackRoutes(
  senders: readonly SmsSender[],
  options: CallbackRouteOptions,
): readonly Route[] {
  const callbacks = new Set(senders.flatMap((sender) => sender.callbacks ?? []));
  const names = [...callbacks].map(({ name }) => name);
  names.forEach(checkName);
  return [...callbacks].flatMap((callback) => routesOfCallback(callback, options));
}

function checkName(name: string, index: number, names: readonly string[]): void {
  if (!/^[a-z0-9-]{1,64}$/.test(name))
    throw new TypeError(
      `threepid: the callback '${name}' needs a name of 1 to 64 characters of a-z, 0-9 and -`,
    );
  if (names.indexOf(name) !== index)
    throw new TypeError(
      `threepid: two senders have a callback named '${name}'; give each sender its own name`,
    );
}

function routesOfCallback(
  callback: ProviderCallback,
  { logger, clock }: CallbackRouteOptions,
): readonly Route[] {
  const logs: CallbackLogs = {
    failures: new RepeatedErrorLog(logger, clock),
    refusals: new RepeatedErrorLog(logger, clock, 'warn'),
  };
  return callback.methods.map((method) => ({
    method,
    path: `${callbacksPath}/${callback.name}`,
    safe: false,
    forServers: true,
    handle: (request, record) => answer(callback, request, { record, ...logs }),
  }));
}

/** Anybody can make calls that are refused or fail, so that few of them are logged. */
interface CallbackLogs {
  readonly failures: RepeatedErrorLog;
  readonly refusals: RepeatedErrorLog;
}

async function answer(
  callback: ProviderCallback,
  request: HttpRequest,
  { failures, refusals, record }: CallbackLogs & { readonly record: RequestRecord },
): Promise<HttpResponse> {
  const { name } = callback;
  try {
    const response = responseOf(await callback.handle(callbackRequestOf(request)));
    const { status } = response;
    if (status >= 400)
      refusals.error(linked(record.id, { callback: name, status }), 'a callback was refused');
    return response;
  } catch (error) {
    const { status } = toMatrixError(error);
    if (status < 500) refusals.error(linked(record.id, { callback: name, status }), 'a callback was refused');
    else failures.error(linked(record.id, { callback: name, err: error }), 'a callback failed');
    return errorResponse(status < 500 ? toMatrixError(error) : failed);
  }
}

/** Whatever the cause, a provider repeats its call. */
const failed = new MatrixError('M_UNKNOWN', 'Internal server error');

function callbackRequestOf(request: HttpRequest): CallbackRequest {
  const { method, query, headers } = request;
  return { method, query, headers, body: bodyTextOf(request) };
}

const plainText = 'text/plain; charset=utf-8';

function responseOf({ status, body = '', contentType = plainText }: CallbackAnswer): HttpResponse {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new OperatorError('a callback must answer a status of HTTP, such as { status: 204 }');
  const type = body === '' ? {} : { 'content-type': contentType };
  return { status, headers: { 'cache-control': 'no-store', ...type }, body };
}
