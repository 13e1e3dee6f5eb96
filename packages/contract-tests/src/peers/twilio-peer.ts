import { createHmac, randomBytes } from 'node:crypto';
import { basicAuthorization, jsonAnswer } from './send-call.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as Twilio understood it. */
export interface TwilioPeerMessage extends SmsPeerMessage {
  readonly from: string | undefined;
  readonly messagingServiceSid: string | undefined;
  /** The URL at which the status of the message is reported. */
  readonly statusCallback: string | undefined;
  /** True if it was said that feedback follows. */
  readonly providesFeedback: boolean;
}

/** Who may send. */
export interface TwilioPeerAccount {
  readonly accountSid: string;
  /** The account's SID or that of an API key. */
  readonly username: string;
  readonly password: string;
}

/**
 * The Messages resource of Twilio's API at wire level, version 2010-04-01: form in, JSON out, basic authentication. It
 * checks what Twilio checks of a text message: account, credentials, number, sender and length. It takes Feedback on messages
 * that it has accepted; that is in `requests`.
 */
export function startTwilioPeer(account: TwilioPeerAccount): Promise<SmsHttpPeer<TwilioPeerMessage>> {
  return SmsHttpPeer.start(twilioProvider(account));
}

/** An error of Twilio, as it is on the wire. Source: Twilio documentation, "Twilio's response". */
export function twilioErrorAnswer(status: number, code: number, message: string): SmsPeerAnswer {
  const more_info = `https://www.twilio.com/docs/errors/${String(code)}`;
  return twilioJson(status, { code, message, more_info, status });
}

/**
 * The headers of a call of the status callback, signed as Twilio signs it.
 *
 * @param url the URL that Twilio was told to call.
 * @param body of the call, a form.
 * Source: Twilio documentation, "Security", "Validating signatures from Twilio".
 */
export function twilioCallHeaders(authToken: string, url: string, body: string): Record<string, string> {
  const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = fields.reduce((text, [name, value]) => `${text}${name}${value}`, url);
  return {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': createHmac('sha1', authToken).update(signed).digest('base64'),
  };
}

function twilioProvider(account: TwilioPeerAccount): SmsHttpProvider<TwilioPeerMessage> {
  const feedback: Feedback = new Map();
  return {
    judge: (request) => {
      const form = new URLSearchParams(request.body);
      return (
        judgeTwilioRequest(request, account, 'Messages') ??
        judgeFeedback(request, form, feedback) ??
        judgeForm(form)
      );
    },
    accept: (message) => {
      const sid = `SM${randomBytes(16).toString('hex')}`;
      feedback.set(sid, message.providesFeedback);
      return twilioJson(201, { sid, ...resourceOf(message, account) });
    },
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

/** Each quotes the number and, more than Twilio would, the text. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, text: string) => SmsPeerAnswer>> = {
  refuse: () => twilioErrorAnswer(401, 20003, 'Authenticate'),
  throttle: () => twilioErrorAnswer(429, 20429, 'Too Many Requests'),
  'reject-destination': (to, text) =>
    twilioErrorAnswer(400, 21610, `Attempt to send to unsubscribed recipient ${to}: ${text}`),
  'invalid-parameter': (to, text) =>
    twilioErrorAnswer(400, 21660, `The 'From' number of "${text}" to ${to} is another account's`),
  'server-error': (to, text) => twilioErrorAnswer(500, 20500, `Internal server error: ${text} to ${to}`),
  'malformed-answer': (to, text) => ({ status: 201, body: `{"to": "${to}", "body": "${text}` }),
};

/** A request that was turned away. */
type Turned = Extract<SmsPeerJudgement<never>, { kind: 'answer' }>;

function turnedAway(status: number, code: number, message: string): Turned {
  return { kind: 'answer', answer: twilioErrorAnswer(status, code, message) };
}

/** Turns away a request that doesn't post a form to the resource, or has other credentials. */
export function judgeTwilioRequest(
  { method, path, headers }: SmsPeerRequest,
  { accountSid, username, password }: TwilioPeerAccount,
  resource: 'Messages' | 'Calls',
): Turned | undefined {
  const expected = `/2010-04-01/Accounts/${accountSid}/${resource}`;
  const isKnown = path === `${expected}.json` || path.startsWith(`${expected}/`);
  if (method !== 'POST' || !isKnown) return turnedAway(404, 20404, 'The resource was not found');
  if (headers.authorization !== basicAuthorization(username, password))
    return turnedAway(401, 20003, 'Authenticate');
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return form ? undefined : turnedAway(400, 21604, "A 'To' phone number is required");
}

/** True for each message that was sent with `ProvideFeedback`, by its sid. */
type Feedback = Map<string, boolean>;

/** Source: Twilio documentation, "Message Feedback". */
function judgeFeedback(
  { path }: SmsPeerRequest,
  form: URLSearchParams,
  feedback: Feedback,
): SmsPeerJudgement<TwilioPeerMessage> | undefined {
  if (path.endsWith('/Messages.json')) return undefined;
  const sid = /\/Messages\/([^/]+)\/Feedback\.json$/.exec(path)?.[1] ?? '';
  if (feedback.get(sid) !== true) return turnedAway(404, 20404, 'The resource was not found');
  const outcome = form.get('Outcome');
  if (outcome !== 'confirmed')
    return turnedAway(400, 20001, 'Outcome is not one that your application should post');
  return { kind: 'answer', answer: twilioJson(201, { message_sid: sid, outcome }) };
}

/** Source: Twilio documentation, Messages resource, "Create a Message"; codes: "Error and Warning Dictionary". */
function judgeForm(form: URLSearchParams): SmsPeerJudgement<TwilioPeerMessage> {
  const to = form.get('To') ?? '';
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    return turnedAway(400, 21211, `The 'To' number ${to} is not a valid phone number`);
  const text = form.get('Body') ?? '';
  if (text === '') return turnedAway(400, 21602, 'Message body is required');
  if (text.length > 1_600)
    return turnedAway(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  const from = form.get('From') ?? undefined;
  const messagingServiceSid = form.get('MessagingServiceSid') ?? undefined;
  if (from === undefined && messagingServiceSid === undefined)
    return turnedAway(400, 21603, "A 'From' phone number is required");
  const statusCallback = form.get('StatusCallback') ?? undefined;
  if (statusCallback !== undefined && !URL.canParse(statusCallback))
    return turnedAway(400, 21609, 'The StatusCallback URL is not a valid URL');
  const providesFeedback = form.get('ProvideFeedback') === 'true';
  return {
    kind: 'message',
    message: { to, text, from, messagingServiceSid, statusCallback, providesFeedback },
  };
}

function resourceOf(message: TwilioPeerMessage, { accountSid }: TwilioPeerAccount): Record<string, unknown> {
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.text,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: message.from ?? null,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_segments: '1',
    status: message.from === undefined ? 'accepted' : 'queued',
    to: message.to,
  };
}

/** An answer of Twilio's API. */
export function twilioJson(status: number, body: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  return jsonAnswer(status, body, { 'twilio-request-id': `RQ${randomBytes(16).toString('hex')}` });
}
