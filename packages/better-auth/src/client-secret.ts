import { createHmac } from 'node:crypto';
import type { GenericEndpointContext } from 'better-auth';
import { clientSecretHeader, headersOf } from './request-headers.js';

/** The use of a code: to verify a number (sign-in, sign-up, change of number), or to reset a password. */
export type CodePurpose = 'verify' | 'reset';

/**
 * The client secret of the session of a number and purpose, and of the client's own secret, if it sent one. As it is derived,
 * nothing has to be kept between the endpoints; and as it depends on the purpose, a code for one purpose belongs to a session
 * that the other never looks at.
 *
 * It is keyed with better-auth's own secret: with a secret that callers know, they could open and validate the session
 * through threepid's public endpoints, past better-auth.
 *
 * @param phoneNumber canonical: E.164 with the `+`.
 */
export function clientSecretOf(
  context: GenericEndpointContext,
  purpose: CodePurpose,
  phoneNumber: string,
): string {
  const ofClient = headersOf(context)?.get(clientSecretHeader) ?? '';
  // No part but the last has a space.
  return createHmac('sha256', context.context.secret)
    .update(`threepid ${purpose} ${phoneNumber} ${ofClient}`)
    .digest('base64url');
}
