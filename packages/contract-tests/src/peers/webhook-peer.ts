import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { jsonAnswer } from './send-call.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as a gateway behind a webhook understood it. */
export interface WebhookPeerMessage extends SmsPeerMessage {
  /** The whole payload. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * An in-house gateway behind a webhook, written from the Standard Webhooks specification and the documentation of
 * `@threepid/sms-webhook` alone: it shares no code with either side of that package.
 *
 * @param secret `whsec_` and base64.
 */
export function startWebhookPeer(secret: string): Promise<SmsHttpPeer<WebhookPeerMessage>> {
  return SmsHttpPeer.start(webhookProvider(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')));
}

function webhookProvider(key: Buffer): SmsHttpProvider<WebhookPeerMessage> {
  return {
    judge(request) {
      if (!isSigned(request, key)) return turnedAway(401, 'the signature is wrong');
      return judgePayload(JSON.parse(request.body) as Readonly<Record<string, unknown>>);
    },
    accept: () => jsonAnswer(200, { messageId: randomUUID() }),
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

/** Source: Standard Webhooks 1.0.0, "Signature scheme" and "Webhook headers". */
function isSigned({ method, headers, body }: SmsPeerRequest, key: Buffer): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (method !== 'POST' || id.includes('.') || !/^\d{10}$/.test(timestamp)) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const signatures = String(headers['webhook-signature']).split(' ');
  return signatures.some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return (
      signature.startsWith('v1,') && given.length === expected.length && timingSafeEqual(given, expected)
    );
  });
}

function judgePayload(payload: Readonly<Record<string, unknown>>): SmsPeerJudgement<WebhookPeerMessage> {
  const { to, text } = payload;
  if (typeof to !== 'string' || !/^\+[1-9]\d{6,14}$/.test(to)) return turnedAway(400, 'to');
  if (typeof text !== 'string' || text === '') return turnedAway(400, 'text');
  return { kind: 'message', message: { to, text, payload } };
}

/** Each quotes the number and the text. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, text: string) => SmsPeerAnswer>> = {
  refuse: (to, text) => jsonAnswer(401, { reason: `not signed: ${to}, ${text}` }),
  throttle: (to, text) => jsonAnswer(429, { reason: `too many: ${to}, ${text}` }),
  'reject-destination': (to, text) =>
    jsonAnswer(400, { error: 'rejected-destination', reason: `not ${to}: ${text}` }),
  'invalid-parameter': (to, text) =>
    jsonAnswer(400, { error: 'refused', reason: `no sender for ${to}: ${text}` }),
  'server-error': (to, text) => jsonAnswer(500, { reason: `${text} for ${to} failed` }),
  'malformed-answer': (to, text) => ({ status: 200, body: `{"messageId": {"to": "${to}", "text": "${text}` }),
};

function turnedAway(status: number, reason: string): SmsPeerJudgement<WebhookPeerMessage> {
  return { kind: 'answer', answer: jsonAnswer(status, { reason }) };
}
