'use server';

import { MatrixError } from '@threepid/core';
import { verification } from '../server/verification';

export type FinishResult = { readonly ok: true; readonly number: string } | { readonly ok: false };

/**
 * Accepts the verified number. The server asks threepid which number the session verified, and trusts nothing that the
 * page says about it. It uses up the validation, so that it works only once.
 *
 * In your app, where a user is signed in, call `threepid.addThreePid({ userId, sid, clientSecret })` instead.
 */
export async function finishVerification(sid: string, clientSecret: string): Promise<FinishResult> {
  const { threepid } = await verification();
  try {
    const { address } = await threepid.consumeValidatedThreePid({ sid, clientSecret });
    return { ok: true, number: `+${address}` };
  } catch (error) {
    if (error instanceof MatrixError) return { ok: false };
    throw error;
  }
}
