import { systemClock, type Clock, type Threepid } from '@threepid/core';
import type { GenericEndpointContext } from 'better-auth';
import type { PhoneNumberOptions } from 'better-auth/plugins/phone-number';
import { callerOf } from './otp-caller.js';
import { CallersPromise } from './callers-promise.js';
import { isE164 } from './e164.js';
import { contextOf } from './endpoint-context.js';
import { isOfCode, OtpCodes, type OtpRequest } from './otp-codes.js';
import { otpErrorOf } from './otp-error.js';

/** Options of `threepidOtp`. */
export interface ThreepidOtpOptions {
  /**
   * The person's address, for the guard and the limits per address. Default: as better-auth knows it, by
   * `advanced.ipAddress`. Calls of `auth.api` without headers have none.
   */
  readonly clientAddress?: (context: GenericEndpointContext) => string | undefined;
  /** Default: the system's time. */
  readonly clock?: Clock;
}

/** The options of better-auth's `phoneNumber` plugin that threepid fills in. */
export interface ThreepidOtp {
  /** Sends threepid's code in place of the one that better-auth made. */
  readonly sendOTP: PhoneNumberOptions['sendOTP'];
  /** Judges a code, for sign-in or for a reset, whichever endpoint asks. */
  readonly verifyOTP: NonNullable<PhoneNumberOptions['verifyOTP']>;
  /** Sends a code that only resets the password. */
  readonly sendPasswordResetOTP: NonNullable<PhoneNumberOptions['sendPasswordResetOTP']>;
  /** Accepts E.164 alone. */
  readonly phoneNumberValidator: NonNullable<PhoneNumberOptions['phoneNumberValidator']>;
}

/** Options for better-auth's `phoneNumber` plugin: threepid makes, sends and judges the codes. */
export function threepidOtp(
  threepid: Threepid,
  { clientAddress, clock = systemClock }: ThreepidOtpOptions = {},
): ThreepidOtp {
  const codes = new OtpCodes(threepid, clock);
  const send = (request: OtpRequest) =>
    withOtpErrors(request, () => codes.send(request, callerOf(request.context, clientAddress)));
  return {
    sendOTP: ({ phoneNumber }, given) => {
      const context = contextOf(given);
      const sent = send({ phoneNumber, purpose: 'verify', context });
      // Other endpoints answer the same whatever became of the message, and give a background task a real Promise alone.
      return context.path === sendPath ? new CallersPromise(sent) : sent;
    },
    sendPasswordResetOTP: ({ phoneNumber }, given) =>
      send({ phoneNumber, purpose: 'reset', context: contextOf(given) }),
    verifyOTP: async ({ phoneNumber, code }, given) => {
      const context = contextOf(given);
      const request: OtpRequest = { phoneNumber, purpose: purposeAt(context), context };
      return withOtpErrors(request, () => isRight(codes.verify(request, code), request));
    },
    phoneNumberValidator: (phoneNumber) => isE164(threepid, phoneNumber),
  };
}

const sendPath = '/phone-number/send-otp';
const resetPath = '/phone-number/reset-password';

/** `verifyOTP` isn't told what the code is for. The path is that of the endpoint, not what the caller wrote in the URL. */
function purposeAt({ path }: GenericEndpointContext): OtpRequest['purpose'] {
  return path === resetPath ? 'reset' : 'verify';
}

/**
 * Only numbers with an account get a code to reset the password, so each wrong one has the same answer there, whether there
 * was a code or not.
 */
async function isRight(verified: Promise<void>, { purpose }: OtpRequest): Promise<boolean> {
  try {
    await verified;
    return true;
  } catch (error) {
    if (purpose === 'reset' && isOfCode(error)) return false;
    throw error;
  }
}

async function withOtpErrors<Result>({ context }: OtpRequest, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw otpErrorOf(error, context);
  }
}
