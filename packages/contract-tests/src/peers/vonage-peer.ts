import { randomBytes } from 'node:crypto';
import { asGsm, jsonAnswer } from './send-call.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import { basicAuthorization } from './send-call.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as Vonage understood it. */
export interface VonagePeerMessage extends SmsPeerMessage {
  readonly from: string;
  readonly clientRef: string | undefined;
}

/** Who may send. */
export interface VonagePeerAccount {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Vonage's SMS API at wire level: form in, JSON out, with status 200 for errors too. It checks the credentials, the
 * number, the sender and the type of the text. It answers conversions as well.
 */
export function startVonagePeer(account: VonagePeerAccount): Promise<SmsHttpPeer<VonagePeerMessage>> {
  return SmsHttpPeer.start(vonageProvider(account));
}

/** An error of Vonage, as it is on the wire. Source: Vonage documentation, "Troubleshooting SMS". */
export function vonageErrorAnswer(status: number, text: string): SmsPeerAnswer {
  return jsonAnswer(200, {
    'message-count': '1',
    messages: [{ status: String(status), 'error-text': text }],
  });
}

function vonageProvider(account: VonagePeerAccount): SmsHttpProvider<VonagePeerMessage> {
  return {
    judge: (request) => judgeRequest(request, account),
    accept: accepted,
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

/** Each quotes the number and, more than Vonage would, the text. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, text: string) => SmsPeerAnswer>> = {
  refuse: () => vonageErrorAnswer(4, 'Bad Credentials'),
  throttle: () => vonageErrorAnswer(1, 'Throughput Rate Exceeded - please wait [ 1000 ] and retry'),
  'reject-destination': (to, text) => vonageErrorAnswer(7, `Number barred: ${to.slice(1)} "${text}"`),
  'invalid-parameter': (to, text) => vonageErrorAnswer(12, `Too long for ${to.slice(1)}: "${text}"`),
  'server-error': (to, text) => ({ status: 503, body: `unavailable: ${to} ${text}` }),
  'malformed-answer': (to, text) => ({ status: 200, body: `{"messages": [{"to": "${to}", "text": "${text}` }),
};

function judgeRequest(
  { method, path, headers, body }: SmsPeerRequest,
  { apiKey, apiSecret }: VonagePeerAccount,
): SmsPeerJudgement<VonagePeerMessage> {
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  const form = new URLSearchParams(body);
  const isKnown = form.get('api_key') === apiKey && form.get('api_secret') === apiSecret;
  if (path.startsWith('/conversions/sms?') && method === 'POST')
    return turnedAway({
      status: headers.authorization === basicAuthorization(apiKey, apiSecret) ? 200 : 401,
      body: '',
    });
  if (method !== 'POST' || !isForm) return turnedAway({ status: 400, body: 'Bad Request' });
  if (path !== '/sms/json') return turnedAway({ status: 404, body: 'Not Found' });
  return isKnown ? judgeForm(form) : turnedAway(vonageErrorAnswer(4, 'Bad Credentials'));
}

/** Source: Vonage API documentation, SMS API reference, "Send an SMS". */
function judgeForm(form: URLSearchParams): SmsPeerJudgement<VonagePeerMessage> {
  const to = form.get('to') ?? '';
  const from = form.get('from') ?? '';
  const text = form.get('text') ?? '';
  if (!/^[1-9]\d{6,14}$/.test(to)) return turnedAway(vonageErrorAnswer(3, `Invalid to: ${to}`));
  if (from === '') return turnedAway(vonageErrorAnswer(2, 'Missing from param'));
  if (text === '') return turnedAway(vonageErrorAnswer(2, 'Missing text param'));
  const arrived = form.get('type') === 'unicode' ? text : asGsm(text);
  const clientRef = form.get('client-ref') ?? undefined;
  return { kind: 'message', message: { to: `+${to}`, text: arrived, from, clientRef } };
}

function accepted({ to, clientRef }: VonagePeerMessage): SmsPeerAnswer {
  const message = {
    to: to.slice(1),
    'message-id': randomBytes(8).toString('hex').toUpperCase(),
    status: '0',
    'remaining-balance': '3.14159265',
    'message-price': '0.03330000',
    network: '12345',
    'client-ref': clientRef,
  };
  return jsonAnswer(200, { 'message-count': '1', messages: [message] });
}

function turnedAway(answer: SmsPeerAnswer): SmsPeerJudgement<VonagePeerMessage> {
  return { kind: 'answer', answer };
}
