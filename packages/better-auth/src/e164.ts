import type { RequestedNumber, Threepid } from '@threepid/core';

/** E.164 with the `+`; undefined if the text isn't a phone number. */
export function e164Of(threepid: Threepid, requested: RequestedNumber): string | undefined {
  try {
    return `+${threepid.readPhoneNumber(requested).msisdn}`;
  } catch {
    return undefined;
  }
}

/** True for E.164 with the `+`, which better-auth stores and looks up as it is. */
export function isE164(threepid: Threepid, phoneNumber: string): boolean {
  return e164Of(threepid, { phoneNumber, country: '' }) === phoneNumber;
}
