import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider, valueAt } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Clickatell's One API at wire level. Errors are either of the request or of its message.
 *
 * Source: Clickatell documentation, One API, "Send message" and "Errors table".
 */
export function startClickatellPeer(apiKey: string): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const message = ['messages', 0] as const;
  const provider = sendCallProvider({
    path: '/v1/message',
    type: 'application/json',
    isAuthentic: ({ headers }) => headers.authorization === apiKey,
    fields: { to: [...message, 'to'], text: [...message, 'content'] },
    numbers: 'digits',
    isValid: (body) => valueAt(body, [...message, 'channel']) === 'sms',
    accept: ({ to }) =>
      messageAnswer(202, { apiMessageId: randomUUID(), accepted: true, to: to.slice(1), error: null }),
    errors: {
      refuse: () => requestError(401, 1, 'Invalid or missing integration API Key.'),
      throttle: () => requestError(400, 43, 'Rate limit.'),
      'reject-destination': ({ to, text }) => messageError(to, 26, `Recipient opted out: ${to}, ${text}`),
      'invalid-parameter': ({ to, text }) => messageError(to, 44, `FROM number is suspended: ${to}, ${text}`),
      'server-error': ({ to, text }) => requestError(500, 18, `Internal error: ${text} to ${to}`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function requestError(status: number, code: number, description: string): SmsPeerAnswer {
  return jsonAnswer(status, { messages: [], error: { code, description } });
}

function messageError(to: string, code: number, description: string): SmsPeerAnswer {
  const error = { code, description };
  return messageAnswer(400, { apiMessageId: null, accepted: false, to: to.slice(1), error });
}

function messageAnswer(status: number, message: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  return jsonAnswer(status, { messages: [message], error: null });
}
