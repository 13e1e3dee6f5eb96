import { createHash, randomInt } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider, valueAt } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer, type SmsPeerRequest } from './sms-http-peer.js';

/** The three keys of an application, and the SMS account. */
export interface OvhcloudPeerAccount {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
  readonly serviceName: string;
}

/** How many seconds before or after its timestamp a request is accepted. */
const signedFor = 300;

/**
 * OVHcloud's SMS API at wire level. It recomputes the signature, and answers 200 to a number that it rejects.
 *
 * Source: OVHcloud API, `POST /sms/{serviceName}/jobs`; OVHcloud documentation, "First steps with the OVHcloud APIs"; the
 * errors of OVHcloud's own Python client.
 */
export function startOvhcloudPeer(account: OvhcloudPeerAccount): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const provider = sendCallProvider({
    path: `/1.0/sms/${account.serviceName}/jobs`,
    type: 'application/json',
    isAuthentic: (request) => isSigned(request, account),
    fields: { to: ['receivers', 0], text: ['message'], from: ['sender'] },
    // Without it, the text ends with how to stop such messages.
    isValid: (body) => valueAt(body, ['noStopClause']) === true && valueAt(body, ['charset']) === 'UTF-8',
    isGsm: (body) => valueAt(body, ['coding']) !== '8bit',
    accept: ({ to }) => report({ ids: [randomInt(2 ** 31)], validReceivers: [to] }),
    errors: {
      refuse: () => error(400, 'INVALID_SIGNATURE', 'Invalid signature'),
      throttle: () => error(429, 'TOO_MANY_REQUESTS', 'Too many requests'),
      'reject-destination': ({ to }) => report({ invalidReceivers: [to] }),
      'invalid-parameter': ({ to, text }) =>
        error(404, 'NOT_FOUND', `The sender of ${text} to ${to} does not exist`),
      'server-error': ({ to, text }) => error(500, 'INTERNAL_SERVER_ERROR', `${text} to ${to} failed`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function isSigned({ method, path, headers, body }: SmsPeerRequest, account: OvhcloudPeerAccount): boolean {
  const timestamp = String(headers['x-ovh-timestamp']);
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) < signedFor)) return false;
  const { applicationKey, applicationSecret, consumerKey } = account;
  if (headers['x-ovh-application'] !== applicationKey || headers['x-ovh-consumer'] !== consumerKey)
    return false;
  const url = `http://${String(headers.host)}${path}`;
  const text = [applicationSecret, consumerKey, method, url, body, timestamp].join('+');
  return headers['x-ovh-signature'] === `$1$${createHash('sha1').update(text).digest('hex')}`;
}

function report(parts: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  return jsonAnswer(200, {
    ids: [],
    validReceivers: [],
    invalidReceivers: [],
    totalCreditsRemoved: 0,
    ...parts,
  });
}

function error(status: number, errorCode: string, message: string): SmsPeerAnswer {
  return jsonAnswer(status, { errorCode, httpCode: String(status), message });
}
