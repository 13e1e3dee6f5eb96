import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Sinch's SMS REST API at wire level: a batch of one message.
 *
 * Source: Sinch documentation, SMS API reference, "Send" and "HTTP Status Codes for the SMS REST API"; Sinch Community,
 * "Common SMS HTTP Statuses and Codes Explained".
 */
export function startSinchPeer(account: {
  readonly servicePlanId: string;
  readonly apiToken: string;
}): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: `/xms/v1/${account.servicePlanId}/batches`,
    type: 'application/json',
    isAuthentic: ({ headers }) => headers.authorization === `Bearer ${account.apiToken}`,
    fields: { to: ['to', 0], text: ['body'], from: ['from'] },
    accept: ({ to, text }) =>
      jsonAnswer(201, { id: randomUUID(), to: [to.slice(1)], body: text, type: 'mt_text', canceled: false }),
    errors: {
      refuse: () => ({ status: 401, body: '' }),
      throttle: () => ({ status: 429, body: '' }),
      'reject-destination': ({ to, text }) => error(403, 'illegal_number_type', `${to} can't get ${text}`),
      'invalid-parameter': ({ to, text }) =>
        error(403, 'blocked_account', `The account is blocked: ${text} to ${to}`),
      'server-error': ({ to, text }) => error(500, 'internal_error', `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, code: string, text: string): SmsPeerAnswer {
  return jsonAnswer(status, { code, text });
}
