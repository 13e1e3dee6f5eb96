import { randomInt } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider, valueAt } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Brevo's transactional SMS API at wire level.
 *
 * Source: Brevo API reference, "Send SMS message to a mobile number"; Brevo documentation, "Transactional SMS endpoints"
 * and "How it works: rate limiting".
 */
export function startBrevoPeer(apiKey: string): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: '/v3/transactionalSMS/send',
    type: 'application/json',
    isAuthentic: ({ headers }) => headers['api-key'] === apiKey,
    fields: { to: ['recipient'], text: ['content'], from: ['sender'] },
    numbers: 'digits',
    isValid: (body) => valueAt(body, ['type']) === 'transactional',
    isGsm: (body) => valueAt(body, ['unicodeEnabled']) !== true,
    accept: () => jsonAnswer(201, { messageId: 1_511_882_900_000_000 + randomInt(2 ** 31) }),
    errors: {
      refuse: () => error(401, 'unauthorized', 'Key not found'),
      throttle: () =>
        jsonAnswer(
          429,
          { code: 'too_many_requests', message: 'Too many requests' },
          { 'x-sib-ratelimit-reset': '60' },
        ),
      'reject-destination': ({ to, text }) =>
        error(400, 'invalid_parameter', `Invalid telephone number: ${to}, ${text}`),
      'invalid-parameter': ({ to, text }) =>
        error(402, 'not_enough_credits', `Not enough credit: ${to}, ${text}`),
      'server-error': ({ to, text }) => error(500, 'internal_error', `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, code: string, message: string): SmsPeerAnswer {
  return jsonAnswer(status, { code, message });
}
