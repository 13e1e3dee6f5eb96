import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Telnyx's Messaging API v2 at wire level.
 *
 * Source: Telnyx documentation, "Send a message", "API error codes", and the pages of errors 40300 and 40310.
 */
export function startTelnyxPeer(account: { readonly apiKey: string }): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: '/v2/messages',
    type: 'application/json',
    isAuthentic: ({ headers }) => headers.authorization === `Bearer ${account.apiKey}`,
    fields: { to: ['to'], text: ['text'], from: ['from'] },
    accept: ({ to, text }) =>
      jsonAnswer(200, {
        data: {
          record_type: 'message',
          id: randomUUID(),
          to: [{ phone_number: to, status: 'queued' }],
          text,
        },
      }),
    errors: {
      refuse: () =>
        error(401, '10009', 'Authentication failed', 'No key found matching the ID that was given.'),
      throttle: () =>
        error(429, '10011', 'Too many requests', 'You have exceeded the maximum number of requests.'),
      'reject-destination': ({ to, text }) =>
        error(
          409,
          '40300',
          'Blocked due to STOP message',
          `"${text}" cannot be sent to ${to} due to a block rule.`,
        ),
      'invalid-parameter': ({ to, text }) =>
        error(
          400,
          '40305',
          "Invalid 'from' address",
          `The 'from' address of "${text}" to ${to} is not yours.`,
        ),
      'server-error': ({ to, text }) => error(500, '10007', 'Unexpected error', `"${text}" to ${to} failed.`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, code: string, title: string, detail: string): SmsPeerAnswer {
  return jsonAnswer(status, { errors: [{ code, title, detail }] });
}
