import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider, valueAt } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/** Who may send, and from where. */
export interface BirdPeerAccount {
  readonly accessKey: string;
  readonly workspaceId: string;
  readonly channelId: string;
}

/**
 * Bird's Channels API at wire level. The channel is the sender.
 *
 * Source: Bird API documentation, Channels API, "Messaging".
 */
export function startBirdPeer(account: BirdPeerAccount): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const { accessKey, workspaceId, channelId } = account;
  const receiver = ['receiver', 'contacts', 0] as const;
  const provider = sendCallProvider({
    path: `/workspaces/${workspaceId}/channels/${channelId}/messages`,
    type: 'application/json',
    isAuthentic: ({ headers }) => headers.authorization === `AccessKey ${accessKey}`,
    fields: { to: [...receiver, 'identifierValue'], text: ['body', 'text', 'text'] },
    isValid: (body) =>
      valueAt(body, [...receiver, 'identifierKey']) === 'phonenumber' &&
      valueAt(body, ['body', 'type']) === 'text',
    accept: () => jsonAnswer(202, { id: randomUUID(), channelId, status: 'accepted', direction: 'outgoing' }),
    errors: {
      refuse: () => error(401, 'Unauthorized', 'The access key is not valid'),
      throttle: () => error(429, 'TooManyRequests', 'Too many requests'),
      'reject-destination': ({ to, text }) =>
        error(422, 'InvalidPayload', `The receiver ${to} of ${text} is not valid`),
      'invalid-parameter': ({ to, text }) =>
        error(409, 'Conflict', `The channel is not active: ${text} to ${to}`),
      'server-error': ({ to, text }) => error(500, 'InternalError', `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, code: string, message: string): SmsPeerAnswer {
  return jsonAnswer(status, { code, message, details: {} });
}
