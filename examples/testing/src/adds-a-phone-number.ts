import { call, type JsonAnswer } from './json-call.js';
import type { RunningExample } from './running-example.js';

const identity = '/_matrix/identity/api/v1';
const number = { country: 'GB', phone_number: '07700 900123', send_attempt: 1 };

/** Signs a person in at an example, and returns their token. */
export async function signIn(url: string, user: string): Promise<string> {
  const { body } = await call(`${url}/sign-in`, { user });
  return String(body['token']);
}

/** Verifies a fictional number with the code from the console, and returns the session. */
export async function verifyNumber(
  example: RunningExample & { readonly url: string },
  clientSecret: string,
): Promise<{ readonly sid: string; readonly client_secret: string }> {
  const { url } = example;
  const from = example.output.length;
  const requested = await call(`${url}${identity}/validate/msisdn/requestToken`, {
    ...number,
    client_secret: clientSecret,
  });
  const session = { sid: String(requested.body['sid']), client_secret: clientSecret };
  const token = await example.code(from);
  const submitted = await call(`${url}${identity}/validate/msisdn/submitToken`, { ...session, token });
  if (submitted.body['success'] !== true) throw new Error(JSON.stringify(submitted));
  return session;
}

/** Adds the number of a verified session to an account. */
export function addNumber(url: string, token: string, session: object): Promise<JsonAnswer> {
  return call(`${url}/account/phone-number`, session, token);
}
