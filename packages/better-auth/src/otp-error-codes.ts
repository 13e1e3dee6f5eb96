/** The codes of errors that callers get, beside those of better-auth's plugin. */
export const otpErrorCodes = {
  /** 429, with `Retry-After`, `retryAfterMs` and perhaps a `challenge`. */
  TOO_MANY_MESSAGES: {
    code: 'TOO_MANY_MESSAGES',
    message: 'Too many messages; try again later',
  },
  /** 400: the number is valid, but gets no messages, such as a landline or a country that you don't send to. */
  PHONE_NUMBER_REJECTED: {
    code: 'PHONE_NUMBER_REJECTED',
    message: 'No message can be sent to this phone number',
  },
  /** 503: the provider failed. */
  MESSAGE_NOT_SENT: {
    code: 'MESSAGE_NOT_SENT',
    message: 'The message could not be sent; try again',
  },
  /** 503: threepid's storage, or the service that checks challenges, is down. */
  VERIFICATION_UNAVAILABLE: {
    code: 'VERIFICATION_UNAVAILABLE',
    message: 'Phone numbers cannot be verified now; try again',
  },
} as const;

/** Those of better-auth's plugin that threepid answers with too. better-auth exports them to browsers alone. */
export const pluginErrorCodes = {
  INVALID_PHONE_NUMBER: { code: 'INVALID_PHONE_NUMBER', message: 'Invalid phone number' },
  INVALID_OTP: { code: 'INVALID_OTP', message: 'Invalid OTP' },
  OTP_EXPIRED: { code: 'OTP_EXPIRED', message: 'OTP expired' },
  OTP_NOT_FOUND: { code: 'OTP_NOT_FOUND', message: 'OTP not found' },
  UNEXPECTED_ERROR: { code: 'UNEXPECTED_ERROR', message: 'Unexpected error' },
} as const;
