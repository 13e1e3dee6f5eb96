import { expect } from 'chai';
import { startTwilioPeer } from '@threepid/contract-tests/peers';
import type { SmsResult } from '@threepid/core';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import { message } from '../message.js';
import { recipeContract } from '../recipe-contract.js';

const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'f00dbabe'.repeat(4);
const settings = { accountSid, authToken, from: '+12065550100' };

recipeContract('twilio', {
  startPeer: () => startTwilioPeer({ accountSid, username: accountSid, password: authToken }),
  settings,
});

describe('the recipe twilio', () => {
  const declaration = readRecipe('twilio');
  const codes = Object.values(declaration.errors?.meanings ?? {}).flat();
  const errors = [
    ...codes.map((code) => [400, code] as const),
    ...[400, 401, 403, 404, 408, 422, 429, 500].flatMap((status) =>
      [undefined, 0, 21_610, 39_999].map((code) => [status, code] as const),
    ),
  ];

  /** Answers of one provider to both senders. */
  let answer = (): Response => Response.error();
  const fetch = (): Promise<Response> => Promise.resolve(answer());
  const ours = new TwilioSmsSender({ ...settings, fetch });
  const declared = new HttpSmsSender(declaration, { settings, fetch });

  async function resultsOf(status: number, body: object): Promise<readonly [SmsResult, SmsResult]> {
    answer = () => Response.json(body, { status });
    return [await declared.send(message), await ours.send(message)];
  }

  it('means the same as @threepid/sms-twilio by every code, and by the status', async () => {
    for (const [status, code] of errors) {
      const [result, expected] = await resultsOf(status, { code, message: 'an error' });
      expect(described(result), `${String(status)} with ${String(code)}`).to.equal(described(expected));
    }
  });

  it('means the same by the status of a created message', async () => {
    for (const code of [0, 21_610, 30_454, 39_999]) {
      const created = { sid: 'SM1', status: 'failed', error_code: code, error_message: 'x' };
      const [result, expected] = await resultsOf(201, created);
      expect(described(result), String(code)).to.equal(described(expected));
    }
    const [result, expected] = await resultsOf(201, { sid: 'SM1', status: 'queued', error_code: null });
    expect(result).to.deep.equal(expected);
  });

  it('authenticates with an API key, and sends through a messaging service', async () => {
    const key = { username: `SK${'ab'.repeat(16)}`, password: 'secret of the key' };
    const peer = await startTwilioPeer({ accountSid, ...key });
    try {
      const messagingServiceSid = `MG${'0123456789abcdef'.repeat(2)}`;
      const sender = new HttpSmsSender(declaration, {
        settings: { accountSid, apiKey: key.username, apiKeySecret: key.password, from: 'ACME' },
        byCountry: { GB: { messagingServiceSid } },
        baseUrl: peer.url,
      });
      expect((await sender.send(message)).kind).to.equal('sent');
      expect(peer.messages[0]).to.include({ from: undefined, messagingServiceSid });
      expect(sender.originFor('GB')).to.deep.include({ from: undefined, isPool: true });
      expect(sender.originFor('US')).to.deep.include({ from: 'ACME', isPool: false });
    } finally {
      await peer.close();
    }
  });
});

function described(result: SmsResult): string {
  return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
}
