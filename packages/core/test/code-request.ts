import type { PhoneNumber } from '@threepid/core';
import type { CodeRequest } from '../dist/sessions/session-opener.js';

/** A mobile number that is valid. */
export const mobile = {
  msisdn: '447400123456',
  international: '+44 7400 123456',
  country: 'GB',
  type: 'mobile',
  valid: true,
} as const satisfies PhoneNumber;

/** A call for a code to `mobile`, with nothing that it need not have. */
export function codeRequestAt(now: number): CodeRequest {
  return {
    clientSecret: 'a.secret',
    sendAttempt: undefined,
    nextLink: undefined,
    locales: undefined,
    clientAddress: undefined,
    number: mobile,
    test: undefined,
    patience: 0,
    now,
  };
}
