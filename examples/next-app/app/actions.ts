'use server';

import type { VerifiedSession } from '@threepid/react';
import { verification } from '../server/verification';

/**
 * Accepts the verified number. The server asks threepid which number the session verified, and trusts nothing that the
 * page says about it. It uses up the validation, so that it works only once.
 *
 * In your app, where a user is signed in, call `threepid.addThreePid({ userId, sid, clientSecret })` instead.
 */
export async function finishVerification({ sid, clientSecret }: VerifiedSession): Promise<void> {
  const { threepid } = await verification();
  const { address } = await threepid.consumeValidatedThreePid({ sid, clientSecret });
  console.log(`+${address} is verified`);
}
