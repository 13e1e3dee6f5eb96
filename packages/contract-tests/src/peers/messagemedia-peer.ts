import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { basicAuthorization, jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * MessageMedia's Messages API at wire level.
 *
 * Source: MessageMedia Messaging REST API documentation, "Send messages".
 */
export function startMessagemediaPeer(account: {
  readonly apiKey: string;
  readonly apiSecret: string;
}): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const message = ['messages', 0] as const;
  const provider = sendCallProvider({
    path: '/v1/messages',
    type: 'application/json',
    isAuthentic: ({ headers }) =>
      headers.authorization === basicAuthorization(account.apiKey, account.apiSecret),
    fields: { to: [...message, 'destination_number'], text: [...message, 'content'] },
    accept: ({ to, text }) =>
      jsonAnswer(202, {
        messages: [{ message_id: randomUUID(), status: 'queued', destination_number: to, content: text }],
      }),
    errors: {
      refuse: () => error(401, 'Unauthorized'),
      throttle: () => error(429, 'Too many requests'),
      'reject-destination': ({ to, text }) =>
        error(400, 'Bad Request', `/messages/0/destination_number: ${to} is not a valid number for ${text}`),
      'invalid-parameter': ({ to, text }) =>
        error(400, 'Bad Request', `/messages/0/source_number: not yours, for ${text} to ${to}`),
      'server-error': ({ to, text }) => error(500, `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, message: string, ...details: readonly string[]): SmsPeerAnswer {
  return jsonAnswer(status, { message, details });
}
