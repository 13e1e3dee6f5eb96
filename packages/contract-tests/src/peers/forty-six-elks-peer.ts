import { randomBytes } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { basicAuthorization, jsonAnswer, sendCallProvider } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer } from './sms-http-peer.js';

/**
 * 46elks' SMS API at wire level: form in, JSON out, and errors as plain text.
 *
 * Source: 46elks documentation, "Send an SMS".
 */
export function startFortySixElksPeer(account: {
  readonly username: string;
  readonly password: string;
}): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: '/a1/sms',
    type: 'application/x-www-form-urlencoded',
    isAuthentic: ({ headers }) =>
      headers.authorization === basicAuthorization(account.username, account.password),
    fields: { to: ['to'], text: ['message'], from: ['from'] },
    accept: ({ to, text }) =>
      jsonAnswer(200, {
        status: 'created',
        id: `s${randomBytes(16).toString('hex')}`,
        to,
        message: text,
        parts: 1,
      }),
    errors: {
      refuse: () => error(401, 'API access requires Basic HTTP authentication'),
      throttle: () => error(429, 'Too many requests'),
      'reject-destination': ({ to, text }) => error(400, `Invalid to: ${to} can't get ${text}`),
      'invalid-parameter': ({ to, text }) => error(403, `Not enough credits for ${text} to ${to}`),
      'server-error': ({ to, text }) => error(500, `Server error: ${text} to ${to}`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function error(status: number, body: string): SmsPeerAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
