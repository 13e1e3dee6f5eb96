import assert from 'node:assert/strict';
import { MatrixError } from '@threepid/core';
import { RequestTokenBodyV1 } from '../../../../packages/core/dist/dto/request-token-body.js';
import { SessionQuery } from '../../../../packages/core/dist/dto/session-query.js';
import { parseDto } from '../../../../packages/core/dist/dto/parse-dto.js';
import { bodyTextOf } from '../../../../packages/core/dist/http/request/body-text.js';
import { isForm, parseBody, parseForm } from '../../../../packages/core/dist/http/request/parse-body.js';
import { asBytes } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { lineFields, utf8 } from './line-fields.js';
import { orMatrixError } from './matrix-error-of.js';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const utf8Decoder = new TextDecoder();
const requestBody =
  '{"client_secret":"monkeys_are_GREAT","country":"GB","phone_number":"07400 123456","send_attempt":1,"next_link":"https://example.org/"}';

/** A content type, and a body under it: as bytes, as text and as a host has parsed it, it says the same. */
const body: FuzzTarget = {
  name: 'body',
  seeds: [
    `${json}\n${requestBody}`,
    `${json}; charset=utf-8\n{"a":"${asBytes('é')}"}`,
    `${form}\nclient_secret=a&country=&phone_number=%2B447400123456&send_attempt=2`,
    'application/x-form-www-urlencoded;charset=x\na=b+c%20d&%zz=%c3%28',
    `${json}\n[1]`,
    `${json}\n{"__proto__":{"country":"GB"}}`,
    `${json}\n\xef\xbb\xbf{}`,
    '\n',
  ],
  run: (input) => {
    const { lines, rest } = lineFields(input, 1);
    const headers = { 'content-type': lines[0] };
    const bytes = Buffer.from(rest, 'latin1');
    const fields = orMatrixError(() => parseBody(request(headers, bytes)));
    if (fields instanceof MatrixError) return;
    assert.deepEqual(
      parseBody(request(headers, utf8(rest).replace(/^\ufeff/, ''))),
      fields,
      'text says the same',
    );
    if (isForm(headers)) checkForm(headers, fields);
    else assert.deepEqual(fields, JSON.parse(utf8Decoder.decode(bytes) || '{}'), 'JSON is JSON');
  },
};

function checkForm(headers: { readonly 'content-type': string | undefined }, fields: object): void {
  const written = bodyTextOf({ headers, body: fields });
  assert.deepEqual(parseForm(written), fields, 'a form that is written again says the same');
}

function request(headers: Readonly<Record<string, string | undefined>>, content: unknown) {
  return { method: 'POST', path: '/', query: '', headers, body: content, remoteAddress: undefined };
}

/** A query: fields are what the URL standard reads, or it is refused because one comes twice. */
const query: FuzzTarget = {
  name: 'query',
  seeds: [
    'sid=abc&client_secret=monkeys&token=123456',
    'a=1&a=2',
    '__proto__=x&constructor=y',
    '%E2%80%8B=+&&=&=x',
  ],
  run: (input) => {
    const text = input.toString();
    const [fields, pairs] = [orMatrixError(() => parseForm(text)), [...new URLSearchParams(text)]];
    const isRepeated = new Set(pairs.map(([name]) => name)).size < pairs.length;
    assert.equal(fields instanceof MatrixError, isRepeated, 'refused if, and only if, a field comes twice');
    if (!(fields instanceof MatrixError)) assert.deepEqual(Object.entries(fields).sort(), pairs.sort());
  },
};

/** `[0-9a-zA-Z.=_-]{1,255}`, told by another way than a regular expression. */
function isIdentifier(value: unknown): boolean {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.=_-';
  if (typeof value !== 'string' || value.length === 0 || value.length > 255) return false;
  return Array.from(value).every((letter) => letters.includes(letter));
}

/** A sid and a client secret, in JSON or a query, valid or not. */
const identifiers: FuzzTarget = {
  name: 'identifiers',
  seeds: [
    '{"sid":"abc.=_-","client_secret":"monkeys_are_GREAT"}',
    `{"sid":"${'x'.repeat(255)}","client_secret":"${'x'.repeat(256)}"}`,
    '{"sid":["a"],"client_secret":{"toString":"a"}}',
    '{"sid":"a\\n","client_secret":null}',
  ],
  run: (input) => {
    const given = objectOf(input);
    if (given === undefined) return;
    const parsed = orMatrixError(() => parseDto(SessionQuery, given));
    const { sid, client_secret: secret } = { ...given };
    assert.equal(
      !(parsed instanceof MatrixError),
      isIdentifier(sid) && isIdentifier(secret),
      'taken if valid',
    );
    if (parsed instanceof MatrixError) return;
    assert.deepEqual(Object.assign({}, parsed), { sid, client_secret: secret }, 'taken as they are');
  },
};

/** A body of requestToken: what is taken has the types that the use case is promised. */
const requestToken: FuzzTarget = {
  name: 'request-token-body',
  seeds: [
    requestBody,
    '{"client_secret":"a","country":"","phone_number":"+447400123456","send_attempt":"0012","channel":"voice"}',
    '{"client_secret":"a","country":"GB","phone_number":"1","challenge_answer":"x","send_attempt":9007199254740992}',
  ],
  run: (input) => {
    const given = objectOf(input);
    if (given === undefined) return;
    const parsed = orMatrixError(() => parseDto(RequestTokenBodyV1, given));
    if (!(parsed instanceof MatrixError)) checkRequestToken(parsed);
  },
};

function checkRequestToken(parsed: RequestTokenBodyV1): void {
  assert.ok(isIdentifier(parsed.client_secret));
  assert.ok(parsed.country === '' || /^[A-Z]{2}$/.test(parsed.country));
  assert.ok(isText(parsed.phone_number, 1, 64));
  const { send_attempt: attempt, next_link: link, challenge_answer: answer, channel } = parsed;
  assert.ok(attempt === undefined || (Number.isSafeInteger(attempt) && attempt >= 0));
  assert.ok(link === undefined || typeof link === 'string');
  assert.ok(answer === undefined || isText(answer, 1, 4_096));
  assert.ok(channel === undefined || isText(channel, 0, 64));
  const known = [
    'client_secret',
    'country',
    'phone_number',
    'send_attempt',
    'next_link',
    'challenge_answer',
    'channel',
  ];
  assert.deepEqual(
    Object.keys(parsed).filter((name) => !known.includes(name)),
    [],
    'nothing else',
  );
  assert.equal(Object.getPrototypeOf(parsed), RequestTokenBodyV1.prototype);
}

function isText(value: unknown, least: number, most: number): boolean {
  return typeof value === 'string' && value.length >= least && value.length <= most;
}

function objectOf(input: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(input.toString());
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

export const bodyTargets: readonly FuzzTarget[] = [body, query, identifiers, requestToken];
