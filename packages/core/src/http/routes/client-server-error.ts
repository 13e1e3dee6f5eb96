import { MatrixError } from '../../errors/matrix-error.js';
import type { Errcode } from '../../errors/status-by-errcode.js';
import type { HttpResponse } from '../response/http-response.js';
import { errorResponse, toMatrixError } from '../response/json-response.js';

/** The errcodes that have another name in the client-server API. */
const clientServerErrcodes: Readonly<Record<string, Errcode>> = {
  M_DESTINATION_REJECTED: 'M_THREEPID_DENIED',
  M_INVALID_ADDRESS: 'M_INVALID_PARAM',
  M_MISSING_PARAMS: 'M_MISSING_PARAM',
};

/**
 * Translates one of our errors to the client-server API: none of these can be waited for, and their causes are logged
 * already. Another server's errors are relayed unchanged.
 */
function toClientServerError(error: MatrixError): MatrixError {
  const errcode = clientServerErrcodes[error.errcode];
  if (errcode === undefined || error.relayed !== undefined) return error;
  return new MatrixError(errcode, error.message);
}

/** The answer to an error of a client-server route. */
export function answerClientServerError(error: unknown): HttpResponse {
  return errorResponse(toClientServerError(toMatrixError(error)));
}
