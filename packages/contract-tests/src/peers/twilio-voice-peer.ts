import { randomBytes } from 'node:crypto';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { judgeTwilioRequest, twilioErrorAnswer, twilioJson, type TwilioPeerAccount } from './twilio-peer.js';

/** A call as Twilio understood it. Its text are the digits that it reads out first. */
export interface TwilioPeerCall extends SmsPeerMessage {
  readonly from: string;
  readonly twiml: string;
  /** Seconds that the phone rings. */
  readonly timeout: number;
  /** Seconds that the call lasts at most. */
  readonly timeLimit: number;
}

/**
 * The Calls resource of Twilio's API at wire level, version 2010-04-01: form in, JSON out, basic authentication. It checks
 * account, credentials, numbers and that the TwiML is well-formed, and reads what would be said.
 */
export function startTwilioVoicePeer(account: TwilioPeerAccount): Promise<SmsHttpPeer<TwilioPeerCall>> {
  return SmsHttpPeer.start(voiceProvider(account));
}

function voiceProvider(account: TwilioPeerAccount): SmsHttpProvider<TwilioPeerCall> {
  return {
    judge: (request) =>
      judgeTwilioRequest(request, account, 'Calls') ?? judgeCall(new URLSearchParams(request.body)),
    accept: ({ to, from }) =>
      twilioJson(201, { sid: `CA${randomBytes(16).toString('hex')}`, status: 'queued', to, from }),
    fail: (fault, call) => faultAnswers[fault](call?.to ?? '', call?.text ?? ''),
  };
}

/** Each quotes the number and, more than Twilio would, the code. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, code: string) => SmsPeerAnswer>> = {
  refuse: () => twilioErrorAnswer(401, 20003, 'Authenticate'),
  throttle: () => twilioErrorAnswer(429, 20429, 'Too Many Requests'),
  'reject-destination': (to, code) =>
    twilioErrorAnswer(400, 21215, `Account not authorized to call ${to}: ${code}`),
  'invalid-parameter': (to, code) => twilioErrorAnswer(400, 21210, `From is not verified: ${code}, ${to}`),
  'server-error': (to, code) => twilioErrorAnswer(500, 20500, `Internal server error: ${code} to ${to}`),
  'malformed-answer': (to, code) => ({ status: 201, body: `{"to": "${to}", "twiml": "${code}` }),
};

type Judgement = ReturnType<SmsHttpProvider<TwilioPeerCall>['judge']>;

function turnedAway(code: number, message: string): Judgement {
  return { kind: 'answer', answer: twilioErrorAnswer(400, code, message) };
}

/** Source: Twilio documentation, Calls resource, "Create a Call". */
function judgeCall(form: URLSearchParams): Judgement {
  const [to = '', from = '', twiml = ''] = ['To', 'From', 'Twiml'].map((name) => form.get(name) ?? '');
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return turnedAway(21211, `Invalid 'To' Phone Number: ${to}`);
  if (!/^\+[1-9]\d{6,14}$/.test(from)) return turnedAway(21212, `Invalid 'From' Phone Number: ${from}`);
  if (twiml.length > 4_000 || !isWellFormed(twiml)) return turnedAway(12100, 'Document parse failure');
  const [timeout, timeLimit] = [Number(form.get('Timeout') ?? 60), Number(form.get('TimeLimit') ?? 14_400)];
  return { kind: 'message', message: { to, from, twiml, text: digitsIn(twiml), timeout, timeLimit } };
}

/** The digits that are said alone, up to the second reading. */
function digitsIn(twiml: string): string {
  const digits = [...twiml.matchAll(/<Say[^>]*>(\d)<\/Say>/g)].map((match) => match[1] ?? '').join('');
  const half = digits.slice(0, digits.length / 2);
  return half + half === digits ? half : digits;
}

/** True if each element is closed where it was opened, with nothing in the text that would be one. */
function isWellFormed(twiml: string): boolean {
  const open: string[] = [];
  const rest = twiml.replace(/<(\/?)([A-Za-z]+)((?: [a-zA-Z]+="[^"<]*")*)(\/?)>/g, (_, ...parts) => {
    const [closes, name, , isEmpty] = parts as string[];
    if (closes === '/') return open.pop() === name ? '' : '<';
    if (isEmpty !== '/') open.push(String(name));
    return '';
  });
  return (
    open.length === 0 && twiml.startsWith('<Response>') && !/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/.test(rest)
  );
}
