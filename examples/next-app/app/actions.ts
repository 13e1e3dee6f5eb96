'use server';

import { MatrixError } from '@threepid/core';
import { verification } from '../server/verification';

export type FinishResult = { readonly ok: true; readonly number: string } | { readonly ok: false };

/**
 * Takes the verified number into the app. The server asks threepid which number the session has verified, and believes
 * nothing that the page says of it; and it spends the validation, so that it serves once.
 *
 * Your app knows here who is signed in, and would rather call `threepid.addThreePid({ userId, sid, clientSecret })`.
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
