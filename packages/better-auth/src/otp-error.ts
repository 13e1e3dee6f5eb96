import { loggableError, retryAfterSeconds, toMatrixError, type MatrixError } from '@threepid/core';
import type { GenericEndpointContext } from 'better-auth';
import { APIError } from 'better-auth/api';
import { otpErrorCodes, pluginErrorCodes } from './otp-error-codes.js';

/** An error as the plugin's callers get it. */
interface OtpError {
  readonly status: 'BAD_REQUEST' | 'TOO_MANY_REQUESTS' | 'SERVICE_UNAVAILABLE' | 'INTERNAL_SERVER_ERROR';
  readonly code: { readonly code: string; readonly message: string };
}

const byErrcode: Readonly<Record<string, OtpError>> = {
  M_LIMIT_EXCEEDED: { status: 'TOO_MANY_REQUESTS', code: otpErrorCodes.TOO_MANY_MESSAGES },
  M_DESTINATION_REJECTED: { status: 'BAD_REQUEST', code: otpErrorCodes.PHONE_NUMBER_REJECTED },
  M_INVALID_ADDRESS: { status: 'BAD_REQUEST', code: pluginErrorCodes.INVALID_PHONE_NUMBER },
  M_SEND_ERROR: { status: 'SERVICE_UNAVAILABLE', code: otpErrorCodes.MESSAGE_NOT_SENT },
  M_TOKEN_INCORRECT: { status: 'BAD_REQUEST', code: pluginErrorCodes.INVALID_OTP },
  M_SESSION_EXPIRED: { status: 'BAD_REQUEST', code: pluginErrorCodes.OTP_EXPIRED },
  M_NO_VALID_SESSION: { status: 'BAD_REQUEST', code: pluginErrorCodes.OTP_NOT_FOUND },
};

/** The error of better-auth for an error of threepid. What callers aren't told is logged. */
export function otpErrorOf(error: unknown, { context: { logger } }: GenericEndpointContext): APIError {
  const matrixError = toMatrixError(error);
  const known = byErrcode[matrixError.errcode];
  if (known !== undefined) return apiErrorOf(known, matrixError);
  logger.error('threepid failed', loggableError(error));
  return apiErrorOf(matrixError.status === 503 ? unavailable : unexpected, matrixError);
}

const unavailable: OtpError = {
  status: 'SERVICE_UNAVAILABLE',
  code: otpErrorCodes.VERIFICATION_UNAVAILABLE,
};
const unexpected: OtpError = {
  status: 'INTERNAL_SERVER_ERROR',
  code: pluginErrorCodes.UNEXPECTED_ERROR,
};

function apiErrorOf(
  { status, code: { code, message } }: OtpError,
  { retryAfterMs, challenge }: MatrixError,
): APIError {
  if (retryAfterMs === undefined) return new APIError(status, { code, message });
  const body = challenge === undefined ? { retryAfterMs } : { retryAfterMs, challenge };
  // better-auth's own rate limits have the header with the X, which its clients know.
  const seconds = String(retryAfterSeconds(retryAfterMs));
  return new APIError(
    status,
    { code, message, ...body },
    { 'Retry-After': seconds, 'X-Retry-After': seconds },
  );
}
