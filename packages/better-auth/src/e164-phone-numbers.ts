import { toMatrixError, type Threepid } from '@threepid/core';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import { e164Of } from './e164.js';

/** Options of `e164PhoneNumbers`. */
export interface E164PhoneNumbersOptions {
  /**
   * ISO 3166-1 alpha-2, upper case: the country in which numbers without `+` are dialled, such as `GB`. Default: none, so
   * that each number needs its country code.
   */
  readonly country?: string;
}

/**
 * A plugin of better-auth that converts the numbers of requests to the phone endpoints to E.164, whatever the spelling. Without it,
 * `threepidOtp` refuses any other spelling, because better-auth would take it for another account's number.
 *
 * @throws TypeError if there is no such country.
 */
export function e164PhoneNumbers(
  threepid: Threepid,
  { country = '' }: E164PhoneNumbersOptions = {},
): BetterAuthPlugin {
  checkCountry(threepid, country);
  return {
    id: 'threepid-e164-phone-numbers',
    hooks: {
      before: [
        {
          matcher: ({ path, body }) => isPhonePath(path) && phoneNumberOf(body) !== undefined,
          handler: createAuthMiddleware(({ body }) =>
            Promise.resolve(changeTo(e164Of(threepid, { phoneNumber: phoneNumberOf(body) ?? '', country }))),
          ),
        },
      ],
    },
  };
}

/** Each number would be refused for its country, and so none would be converted. */
function checkCountry(threepid: Threepid, country: string): void {
  try {
    threepid.readPhoneNumber({ phoneNumber: '', country });
  } catch (cause) {
    if (toMatrixError(cause).errcode === 'M_INVALID_PARAM')
      throw new TypeError("threepid: country must be two upper-case letters of ISO 3166-1, such as 'GB'", {
        cause,
      });
  }
}

/** The endpoint itself refuses what isn't a number. */
function changeTo(phoneNumber: string | undefined) {
  return phoneNumber === undefined ? undefined : { context: { body: { phoneNumber } } };
}

function isPhonePath(path: string | undefined): boolean {
  return path === '/sign-in/phone-number' || path?.startsWith('/phone-number/') === true;
}

function phoneNumberOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('phoneNumber' in body)) return undefined;
  return typeof body.phoneNumber === 'string' ? body.phoneNumber : undefined;
}
