import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * Infobip's SMS API v3 at wire level. It answers 200 to a message that it rejects, with a status of group 5.
 *
 * Source: Infobip API reference, "Send SMS messages", and Infobip documentation, "Response status and error codes".
 */
export function startInfobipPeer(account: { readonly apiKey: string }): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const message = ['messages', 0] as const;
  const provider = sendCallProvider({
    path: '/sms/3/messages',
    type: 'application/json',
    isAuthentic: ({ headers }) => headers.authorization === `App ${account.apiKey}`,
    fields: {
      to: [...message, 'destinations', 0, 'to'],
      text: [...message, 'content', 'text'],
      from: [...message, 'sender'],
    },
    numbers: 'digits',
    accept: (sent) => statusOf(sent, 1, 'PENDING', 26, 'PENDING_ACCEPTED', 'Message sent to next instance'),
    errors: {
      refuse: () =>
        error(401, 'The request lacks valid authentication credentials for the requested resource.'),
      throttle: () => error(429, 'Too many requests sent.'),
      'reject-destination': (sent) =>
        statusOf(
          sent,
          5,
          'REJECTED',
          14,
          'REJECTED_DESTINATION_BLOCKLISTED',
          `${sent.to} is blocked: ${sent.text}`,
        ),
      'invalid-parameter': (sent) =>
        statusOf(
          sent,
          5,
          'REJECTED',
          11,
          'REJECTED_SOURCE',
          `Sender not registered: ${sent.text}, ${sent.to}`,
        ),
      'server-error': ({ to, text }) => error(500, `Something went wrong with ${text} to ${to}.`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function statusOf(
  { to }: SmsPeerMessage,
  groupId: number,
  groupName: string,
  id: number,
  name: string,
  description: string,
): SmsPeerAnswer {
  const status = { groupId, groupName, id, name, description };
  const message = { messageId: randomUUID(), status, destination: to.slice(1), details: { messageCount: 1 } };
  return jsonAnswer(200, { bulkId: randomUUID(), messages: [message] });
}

function error(status: number, description: string): SmsPeerAnswer {
  return jsonAnswer(status, {
    errorCode: `E${String(status)}`,
    description,
    action: '',
    violations: [],
    resources: [],
  });
}
