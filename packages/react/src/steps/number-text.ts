import type { VerificationSession } from '@threepid/client';

/** The number of a session, for people. */
export function numberText({ international, msisdn, phoneNumber }: VerificationSession): string {
  return international ?? (msisdn === undefined ? phoneNumber : `+${msisdn}`);
}
