import { MatrixError } from '@threepid/core';
import type { NextApiRequest, NextApiResponse } from 'next';
import { verification } from '../../server/verification';

/**
 * Accepts a verified number: asks threepid which number the session verified, and uses up the validation. In your app,
 * store the number in the account of the signed-in user here.
 */
export default async function phoneNumber(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST').status(405).end();
    return;
  }
  const { sid, client_secret: clientSecret } = request.body as Record<string, unknown>;
  try {
    const threepid = await verification();
    const { address } = await threepid.consumeValidatedThreePid({
      sid: String(sid),
      clientSecret: String(clientSecret),
    });
    response.json({ phoneNumber: `+${address}` });
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    response.status(error.status).json({ errcode: error.errcode, error: error.message });
  }
}
