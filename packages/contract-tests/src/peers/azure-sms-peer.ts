import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { jsonAnswer, sendCallProvider, valueAt } from './send-call.js';
import { SmsHttpPeer, type SmsPeerAnswer, type SmsPeerRequest } from './sms-http-peer.js';

/** How long before or after its date a request is accepted, in milliseconds. */
const signedFor = 300_000;

/**
 * Azure Communication Services' SMS API at wire level, version 2026-01-23. It recomputes the signature, and answers 202
 * to a message that it rejects, with the recipient's own status.
 *
 * Source: Azure REST API specifications, Azure Communication SMS Service 2026-01-23; Azure Communication Services
 * documentation, "Tutorial: Sign an HTTP request" and "Common error codes".
 *
 * @param accessKey in base64.
 */
export function startAzureSmsPeer(accessKey: string): Promise<SmsHttpPeer<SmsPeerMessage>> {
  const recipient = ['smsRecipients', 0] as const;
  const provider = sendCallProvider({
    path: '/sms?api-version=2026-01-23',
    type: 'application/json',
    isAuthentic: (request) => isSigned(request, Buffer.from(accessKey, 'base64')),
    fields: { to: [...recipient, 'to'], text: ['message'], from: ['from'] },
    isValid: (body) =>
      isUuid(valueAt(body, [...recipient, 'repeatabilityRequestId'])) &&
      isHttpDate(valueAt(body, [...recipient, 'repeatabilityFirstSent'])),
    accept: ({ to }) =>
      recipientAnswer({ to, messageId: `Outgoing_${randomUUID()}`, httpStatusCode: 202, successful: true }),
    errors: {
      refuse: () =>
        jsonAnswer(401, { error: { code: 'Denied', message: 'Denied by the resource provider.' } }),
      throttle: () => jsonAnswer(429, { error: { code: 'TooManyRequests', message: 'Too many requests.' } }),
      'reject-destination': ({ to, text }) =>
        failed(to, 400, `Invalid To phone number format: ${to}, ${text}`),
      'invalid-parameter': ({ to, text }) =>
        jsonAnswer(400, {
          title: 'One or more validation errors occurred.',
          status: 400,
          errors: { From: [to, text] },
        }),
      'server-error': ({ to, text }) => failed(to, 503, `ServiceUnavailable: ${text} to ${to}`),
    },
  });
  return SmsHttpPeer.start(provider);
}

function isSigned({ method, path, headers, body }: SmsPeerRequest, key: Buffer): boolean {
  const date = String(headers['x-ms-date']);
  const hash = createHash('sha256').update(body).digest('base64');
  if (headers['x-ms-content-sha256'] !== hash || !isHttpDate(date)) return false;
  if (Math.abs(Date.now() - Date.parse(date)) > signedFor) return false;
  const text = `${method}\n${path}\n${date};${String(headers.host)};${hash}`;
  const signature = createHmac('sha256', key).update(text).digest('base64');
  const scheme = 'HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256';
  return headers.authorization === `${scheme}&Signature=${signature}`;
}

function isHttpDate(value: unknown): boolean {
  return typeof value === 'string' && new Date(value).toUTCString() === value;
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
}

function failed(to: string, httpStatusCode: number, errorMessage: string): SmsPeerAnswer {
  return recipientAnswer({ to, httpStatusCode, errorMessage, successful: false });
}

function recipientAnswer(recipient: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  return jsonAnswer(202, { value: [recipient] });
}
