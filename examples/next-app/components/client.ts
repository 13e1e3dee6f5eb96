import { createThreepidClient, type ThreepidClientError } from '@threepid/client';

/** The page's own server verifies the number: no base URL. */
export const client = createThreepidClient();

/** How long a person waits for a message before another is offered, in milliseconds. */
const patience = 30_000;

/** When another message is offered after one was sent. */
export function resendTime(): number {
  return Date.now() + patience;
}

/** When the same request may be made again, by what the server said; undefined: whenever the person likes. */
export function retryTime(error: ThreepidClientError): number | undefined {
  if (error.errcode !== 'M_LIMIT_EXCEEDED') return undefined;
  return Date.now() + (error.retryAfterMs ?? patience);
}
