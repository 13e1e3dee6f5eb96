import type { HttpCall } from './http-call.js';
import type { FreshNumber, HttpConversation } from './http-conversation.js';
import { expectJson } from './expectations.js';

export const v1 = '/_matrix/identity/api/v1';
export const v2 = '/_matrix/identity/v2';

export const requestTokenPath = `${v1}/validate/msisdn/requestToken`;
export const submitTokenPath = `${v1}/validate/msisdn/submitToken`;
export const getValidatedPath = `${v1}/3pid/getValidated3pid`;

/** The specification's example of a client secret. */
export const clientSecret = 'monkeys_are_GREAT';

export type BodyFields = Readonly<Record<string, unknown>>;

/** A POST of JSON. */
export function postJson(target: string, value: unknown, headers: HttpCall['headers'] = {}): HttpCall {
  return {
    method: 'POST',
    target,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** A POST of a form. */
export function postForm(
  target: string,
  fields: Readonly<Record<string, string>>,
  contentType = 'application/x-www-form-urlencoded',
): HttpCall {
  return {
    method: 'POST',
    target,
    headers: { 'Content-Type': contentType },
    body: new URLSearchParams(fields).toString(),
  };
}

/** A GET with a query. */
export function get(
  path: string,
  fields: Readonly<Record<string, string>> = {},
  headers: HttpCall['headers'] = {},
): HttpCall {
  const query = new URLSearchParams(fields).toString();
  return { target: query === '' ? path : `${path}?${query}`, headers };
}

/** The call with `Authorization: Bearer`. */
export function bearing(token: string, call: HttpCall): HttpCall {
  return { ...call, headers: { ...call.headers, Authorization: `Bearer ${token}` } };
}

/** A complete body of requestToken for a number, with some fields replaced. */
export function requestTokenFields(number: FreshNumber, fields: BodyFields = {}): BodyFields {
  return {
    client_secret: clientSecret,
    country: 'GB',
    phone_number: number.national,
    send_attempt: 1,
    ...fields,
  };
}

/** Opens a session on v1. */
export async function openSession(
  conversation: HttpConversation,
  number: FreshNumber,
  fields: BodyFields = {},
): Promise<string> {
  const call = postJson(requestTokenPath, requestTokenFields(number, fields));
  return String(expectJson(await conversation.send(call), 200)['sid']);
}

/** Opens a session on v1 and validates it. */
export async function openValidated(conversation: HttpConversation, number: FreshNumber): Promise<string> {
  const sid = await openSession(conversation, number);
  const token = await conversation.code(number);
  expectJson(await conversation.send(postJson(submitTokenPath, session(sid, { token }))), 200);
  return sid;
}

/** The fields that name a session. */
export function session(
  sid: string,
  fields: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { sid, client_secret: clientSecret, ...fields };
}

/** An incorrect code. */
export function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}
