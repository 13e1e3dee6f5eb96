import { createThreepidClient, type ThreepidClientError } from '@threepid/client';

/** A client without a base URL: the page's own server verifies the number. */
export const client = createThreepidClient();

/** Time until a person may request the message again, in milliseconds. */
const patience = 30_000;

/** The time from which the message may be sent again, if one was sent now. */
export function resendTime(): number {
  return Date.now() + patience;
}

/** The time from which the same request may succeed, according to the server; undefined if there is no limit. */
export function retryTime(error: ThreepidClientError): number | undefined {
  if (error.errcode !== 'M_LIMIT_EXCEEDED') return undefined;
  return Date.now() + (error.retryAfterMs ?? patience);
}
