import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import type { OfficialCall } from './official-texts.js';

/** An answer as it came over the socket. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** The texts keep words of their own in their schemas (`example`, `x-...`). */
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

/**
 * Statuses that no text lists for a call of its own, and where they come from.
 */
const elsewhere: Readonly<Record<number, string>> = {
  400: 'submitToken: v1 lists no error of it at all; v2 does, and an error has one form everywhere',
  401: 'the chapters on authentication: M_UNAUTHORIZED, M_MISSING_TOKEN, M_UNKNOWN_TOKEN',
  404: 'submitToken of an unknown session: the same answer as getValidated3pid lists for it',
};

/** Calls by HTTP, and answers what came. A body goes as JSON. */
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
): Promise<Answer> {
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

/** The body as JSON. */
export function jsonOf({ text }: Answer): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** The status and errcode of an error. */
export function faultOf(answer: Answer): readonly [number, unknown] {
  return [answer.status, jsonOf(answer)['errcode']];
}

/** Checks an answer against what the text says of its status: the body by the schema, an error by the schema of errors. */
export function expectConforming(official: OfficialCall, answer: Answer, errors: object): void {
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
