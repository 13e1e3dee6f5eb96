import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import type { OfficialCall } from './official-texts.js';

/** An answer as received over the socket. */
export interface CheckedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Not strict, because the texts have keywords of their own in their schemas (`example`, `x-...`). */
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

/** Statuses that no text lists for the call, with their source. */
const elsewhere: Readonly<Record<number, string>> = {
  400: 'submitToken: v1 lists no errors; v2 does, and errors have the same form everywhere',
  401: 'the chapters on authentication: M_UNAUTHORIZED, M_MISSING_TOKEN, M_UNKNOWN_TOKEN',
  404: 'submitToken for an unknown session: the answer that getValidated3pid lists for it',
};

/** Makes an HTTP call, with a JSON body, and returns the answer. */
export async function call(
  base: string,
  { method, path }: Pick<OfficialCall, 'method' | 'path'>,
  {
    query = {},
    body,
    token,
  }: {
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly token?: string | undefined;
  } = {},
): Promise<CheckedAnswer> {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${base}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const contentType = response.headers.get('content-type') ?? '';
  return { status: response.status, contentType, text: await response.text() };
}

/** The body, parsed as JSON. */
export function jsonOf({ text }: CheckedAnswer): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** The status and errcode of an error. */
export function errorOf(answer: CheckedAnswer): readonly [number, unknown] {
  return [answer.status, jsonOf(answer)['errcode']];
}

/** Checks an answer against the text: the body by the schema of its status, an error by the schema of errors. */
export function expectConforming(official: OfficialCall, answer: CheckedAnswer, errors: object): void {
  const { responses } = official;
  const response = responses[String(answer.status)] ?? responses[`${Math.floor(answer.status / 100)}XX`];
  if (response === undefined) expect(elsewhere, answer.text).to.have.property(String(answer.status));
  const schema = response?.schema ?? (answer.status >= 400 ? errors : undefined);
  if (schema === undefined) return;
  expect(answer.contentType).to.match(/^application\/json(;|$)/);
  expectValid(schema, jsonOf(answer));
}

/** Checks a value against a schema of the texts. */
export function expectValid(schema: object, value: unknown): void {
  const valid = ajv.validate(schema, value);
  expect(valid, `${ajv.errorsText()}: ${JSON.stringify(value)}`).to.equal(true);
}
