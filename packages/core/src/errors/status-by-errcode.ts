/** The errcodes that this framework answers with, and the HTTP status of each. */
export const statusByErrcode = {
  M_BAD_JSON: 400,
  M_DESTINATION_REJECTED: 400,
  M_FORBIDDEN: 403,
  M_INVALID_ADDRESS: 400,
  M_INVALID_PARAM: 400,
  M_LIMIT_EXCEEDED: 429,
  M_MISSING_PARAM: 400,
  M_MISSING_PARAMS: 400,
  M_MISSING_TOKEN: 401,
  M_NOT_JSON: 400,
  M_NO_VALID_SESSION: 404,
  M_SEND_ERROR: 400,
  M_SERVER_NOT_TRUSTED: 400,
  M_SESSION_EXPIRED: 400,
  M_SESSION_NOT_VALIDATED: 400,
  M_TERMS_NOT_SIGNED: 403,
  M_THREEPID_AUTH_FAILED: 403,
  M_THREEPID_DENIED: 403,
  M_THREEPID_IN_USE: 400,
  M_THREEPID_NOT_FOUND: 400,
  M_TOKEN_INCORRECT: 400,
  M_TOO_LARGE: 413,
  M_UNAUTHORIZED: 401,
  M_UNKNOWN: 500,
  M_UNKNOWN_TOKEN: 401,
  M_UNRECOGNIZED: 404,
} as const satisfies Record<string, number>;

/** An errcode of ours. Another server's errcodes are relayed unchanged. */
export type Errcode = keyof typeof statusByErrcode;
