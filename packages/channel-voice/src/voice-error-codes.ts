import type { FailureMeaning } from '@threepid/core';
import { twilioMeaningOf } from '@threepid/sms-twilio';

/**
 * The codes that the creation of a call can fail with, as far as messages don't have them or mean something else by them.
 *
 * Source: Twilio documentation, "Error and Warning Dictionary".
 */
export const voiceErrorCodes: ReadonlyMap<number, FailureMeaning> = new Map<number, FailureMeaning>([
  [10004, 'not-taken'], // too many calls at once
  [12100, 'refused'], // the TwiML can't be parsed
  [13223, 'rejected-destination'], // the number is not valid
  [13224, 'rejected-destination'], // Twilio doesn't call this number
  [13225, 'rejected-destination'], // Twilio blocks calls to this number
  [13227, 'rejected-destination'], // calls to this country are not enabled
  [21201, 'refused'], // To is missing
  [21202, 'rejected-destination'], // To is a premium number
  [21203, 'rejected-destination'], // calls to To's country are not enabled
  [21205, 'refused'], // a URL is not valid
  [21208, 'refused'], // the timeout is not valid
  [21215, 'rejected-destination'], // calls to To's region are not enabled
  [21216, 'rejected-destination'], // Twilio blocks calls to To
  [21218, 'refused'], // the application is not valid
  [21219, 'rejected-destination'], // To is not verified, on a trial account
  [21220, 'refused'], // the call's state is not valid
]);

/** The meaning of an error of the Calls resource: as for messages, unless calls have a code of their own. */
export function voiceMeaningOf(code: number | undefined, status: number): FailureMeaning {
  const listed = status === 429 || code === undefined ? undefined : voiceErrorCodes.get(code);
  return listed ?? twilioMeaningOf(code, status);
}
