import { gsmOctets } from '@threepid/core';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import type {
  AnsweredSmsFault,
  SmsHttpProvider,
  SmsPeerAnswer,
  SmsPeerJudgement,
  SmsPeerRequest,
} from './sms-http-peer.js';

/** The way to a value in a body: names of properties, indices of items. */
type BodyPath = readonly (string | number)[];

/** A provider's answers to its errors. Each may quote the number and the text, as the provider might. */
export type SendCallErrors = Readonly<
  Record<Exclude<AnsweredSmsFault, 'malformed-answer'>, (message: SmsPeerMessage) => SmsPeerAnswer>
>;

/** The call of a provider's HTTP API that sends a message: a `POST` of JSON or of a form. */
export interface SendCall {
  /** With the query. */
  readonly path: string;
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  /** True if the credentials or the signature are right. */
  readonly isAuthentic: (request: SmsPeerRequest) => boolean;
  /** Where the body has what; all must be there. Without `from`, the sender isn't in the body. */
  readonly fields: { readonly to: BodyPath; readonly text: BodyPath; readonly from?: BodyPath };
  /** How it takes numbers. Default: `e164`, with the `+`. */
  readonly numbers?: 'e164' | 'digits';
  /** True if all else in the body is as the provider demands. */
  readonly isValid?: (body: unknown) => boolean;
  /** True if it sends the text in the GSM alphabet, and so `?` for every other character. Default: it detects the alphabet. */
  readonly isGsm?: (body: unknown) => boolean;
  readonly accept: (message: SmsPeerMessage) => SmsPeerAnswer;
  readonly errors: SendCallErrors;
}

/** A provider with one call. */
export function sendCallProvider(call: SendCall): SmsHttpProvider<SmsPeerMessage> {
  return {
    judge: (request) => judgeRequest(call, request),
    accept: call.accept,
    fail: (fault, message = { to: '', text: '' }) =>
      fault === 'malformed-answer' ? brokenOff(call.accept(message), message) : call.errors[fault](message),
  };
}

function judgeRequest(call: SendCall, request: SmsPeerRequest): SmsPeerJudgement<SmsPeerMessage> {
  if (request.method !== 'POST' || request.path !== call.path)
    return { kind: 'answer', answer: jsonAnswer(404, { message: 'no such call' }) };
  if (!call.isAuthentic(request)) return turnedAway(call, 'refuse');
  const body = bodyOf(call, request);
  return body === undefined ? turnedAway(call, 'invalid-parameter') : judgeBody(call, body);
}

function judgeBody(call: SendCall, body: unknown): SmsPeerJudgement<SmsPeerMessage> {
  const { to, text: textPath, from = textPath } = call.fields;
  const text = valueAt(body, textPath);
  const isWhole = isFilled(text) && isFilled(valueAt(body, from)) && call.isValid?.(body) !== false;
  if (!isWhole) return turnedAway(call, 'invalid-parameter');
  const number = numberOf(valueAt(body, to), call.numbers);
  if (number === undefined) return turnedAway(call, 'reject-destination');
  const sent = call.isGsm?.(body) === true ? asGsm(text) : text;
  return { kind: 'message', message: { to: number, text: sent } };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** E.164, if the number has the form that the provider takes. */
function numberOf(to: unknown, form: SendCall['numbers'] = 'e164'): string | undefined {
  const number = form === 'digits' ? `+${String(to)}` : String(to);
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}

/** What arrives of a text that is sent in the GSM alphabet. */
export function asGsm(text: string): string {
  return Array.from(text, (character) => (gsmOctets(character) === undefined ? '?' : character)).join('');
}

function turnedAway({ errors }: SendCall, fault: keyof SendCallErrors): SmsPeerJudgement<SmsPeerMessage> {
  return { kind: 'answer', answer: errors[fault]({ to: '', text: '' }) };
}

/** The body's fields; undefined if it isn't of the call's type. */
function bodyOf({ type }: SendCall, { headers, body }: SmsPeerRequest): unknown {
  if (headers['content-type']?.split(';')[0] !== type) return undefined;
  if (type !== 'application/json') return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The value at a path of a body; undefined if there is none. */
export function valueAt(body: unknown, path: BodyPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string, unknown>>)[step]
        : undefined,
    body,
  );
}

/** An acceptance that breaks off in the middle of a quotation. */
function brokenOff({ status }: SmsPeerAnswer, { to, text }: SmsPeerMessage): SmsPeerAnswer {
  return { status, body: `{"to": "${to}", "text": "${text}` };
}

/** An answer of JSON. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SmsPeerAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The `Authorization` of HTTP's basic authentication. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
