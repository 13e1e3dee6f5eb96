import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { basicAuthorization, jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Plivo's Message API at wire level. It has no codes for the errors of a request: a status and words.
 *
 * Source: Plivo documentation, "Messages" and "API overview: HTTP status codes".
 */
export function startPlivoPeer(account: {
  readonly authId: string;
  readonly authToken: string;
}): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: `/v1/Account/${account.authId}/Message/`,
    type: 'application/json',
    isAuthentic: ({ headers }) =>
      headers.authorization === basicAuthorization(account.authId, account.authToken),
    fields: { to: ['dst'], text: ['text'], from: ['src'] },
    numbers: 'digits',
    accept: () =>
      jsonAnswer(202, { api_id: randomUUID(), message: 'message(s) queued', message_uuid: [randomUUID()] }),
    errors: {
      refuse: () => error(401, 'authentication failed'),
      throttle: () => error(429, 'too many requests'),
      'reject-destination': ({ to, text }) => error(403, `no geo permission for ${to}: ${text}`),
      'invalid-parameter': ({ to, text }) => error(400, `src parameter not present, of ${text} to ${to}`),
      'server-error': ({ to, text }) => error(500, `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, words: string): SmsPeerAnswer {
  return jsonAnswer(status, { api_id: randomUUID(), error: words });
}
