import assert from 'node:assert/strict';
import { leaksOf } from '@threepid/contract-tests';
import type { SmsMessage, SmsResult } from '@threepid/core';
import { asBytes, bytesOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { HeapGrowth } from '../engine/heap-growth.js';
import { fuzzedSenders, type FuzzedSender } from './fuzzed-senders.js';
import { lineFields } from './line-fields.js';
import { PeerOfBytes } from './peer-of-bytes.js';

const peer = await PeerOfBytes.start();
const senders = fuzzedSenders({ baseUrl: peer.url });
const names = Object.keys(senders);
const growth = new HeapGrowth();
let sent = 0;

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '739164 ist Ihr Prüf-Code & gilt 10 Minuten',
  purpose: 'verify',
  idempotencyKey: 'fuzzed-message',
  code: '739164',
  locale: 'de',
  brand: 'Example',
  expiresAt: Date.UTC(2200, 0),
};

/** What a provider may quote, by the words that stand for it in an input. */
const quoted = {
  '{to}': message.to,
  '{digits}': message.to.slice(1),
  '{text}': asBytes(message.text),
  '{code}': '739164',
};

function withQuotes(answer: string, { secrets }: FuzzedSender): string {
  const all = Object.entries({ ...quoted, '{secret}': secrets[0] ?? 'none' });
  return all.reduce((text, [word, value]) => text.replaceAll(word, () => value), answer);
}

const answers: readonly string[] = [
  answerOf('200 OK', '{"sid":"SM0123456789abcdef0123456789abcdef","status":"queued","error_code":null}'),
  answerOf(
    '400 Bad Request',
    '{"code":21211,"message":"The \'To\' number {to} is not valid, token {secret}","status":400}',
  ),
  answerOf('429 Too Many Requests', '{"message":"slow down"}', 'Retry-After: 0'),
  answerOf('200 OK', '{"messages":[{"status":"0","message-id":"abc","to":"{digits}"}],"message-count":"1"}'),
  answerOf('200 OK', '{"messages":[{"status":"4","error-text":"Bad Credentials {secret}"}]}'),
  answerOf('200 OK', '{"ok":true,"result":{"request_id":"abc","delivery_status":{"status":"sent"}}}'),
  answerOf(
    '400 Bad Request',
    '{"error":{"message":"(#131030) Recipient {digits} not in list","code":131030,"fbtrace_id":"AbC"}}',
  ),
  answerOf('202 Accepted', '{"messages":[{"messageId":"abc","status":{"groupId":1,"groupName":"PENDING"}}]}'),
  answerOf('503 Service Unavailable', '<html>{text}</html>'),
  answerOf('302 Found', '', 'Location: http://127.0.0.1:1/'),
  answerOf('401 Unauthorized', '{"errors":[{"code":"1","title":"{secret} {code}","detail":"{text}"}]}'),
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"sid":"x"}',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '',
];

function answerOf(status: string, body: string, ...headers: readonly string[]): string {
  const lines = ['Content-Type: application/json', ...headers, `Content-Length: ${body.length}`];
  return [`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n');
}

/** The name of a sender, and the bytes that its provider answers: the result is promised, and nothing leaks. */
const providers: FuzzTarget = {
  name: 'provider-answers',
  share: 3,
  // Each sender begins with one answer; they learn of the others by being spliced.
  seeds: [
    ...names.flatMap((name, at) =>
      [0, 1].map((more) => `${name}\n${answers[(at * 2 + more) % answers.length] ?? ''}`),
    ),
    ...answers.map((answer) => `twilio\n${answer}`),
  ],
  dictionary: [
    ...names.map((name) => `${name}\n`),
    ...Object.keys(quoted),
    '{secret}',
    '\r\n',
    'HTTP/1.1 ',
    '200',
    '400',
    '403',
    '404',
    '429',
    '500',
    'Retry-After: ',
    'Content-Length: ',
  ],
  requests: () => sent,
  run: async (input) => {
    const { lines, rest } = lineFields(input, 1);
    const subject = senderNamed(senders, lines[0]);
    if (subject === undefined) return;
    const answer = withQuotes(rest, subject);
    peer.answer = bytesOf(answer);
    sent += 1;
    checkResult(await subject.sender.send(message), answer, subject);
    growth.note(sent);
  },
  close: async () => {
    growth.check();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(peer.open <= names.length, `${peer.open} connections are still open`);
  },
};

function senderNamed(all: typeof senders, name = ''): FuzzedSender | undefined {
  return Object.hasOwn(all, name) ? all[name] : all['twilio'];
}

const kinds: readonly SmsResult['kind'][] = ['sent', 'refused', 'unavailable', 'rejected-destination'];

function checkResult(result: SmsResult, answer: string, { secrets }: FuzzedSender): void {
  assert.ok(kinds.includes(result.kind), `the kind ${result.kind}`);
  if (result.kind === 'sent') {
    assert.ok(typeof result.messageId === 'string' && result.messageId !== '', 'an id');
    assert.match(answer, /HTTP\/1\.[01] 2\d\d/, 'sent, though nobody said so');
    return;
  }
  if (result.kind === 'unavailable') assert.ok(['no', 'unknown'].includes(result.taken));
  const leaks = leaksOf(result.cause, [message.to.slice(1), message.text, '739164', ...secrets]);
  assert.deepEqual(leaks, [], 'the cause leaks');
}

let response: Response | undefined;
const fetched = fuzzedSenders({
  baseUrl: 'https://provider.example',
  fetch: () => Promise.resolve(response ?? Response.error()),
});

/** The name of a sender, and a status and a body that its provider answers: without a connection, so that there are many. */
const bodies: FuzzTarget = {
  name: 'provider-bodies',
  share: 3,
  seeds: names.flatMap((name, at) =>
    [0, 1, 2].map((more) => `${name}\n${inLines(answers[(at * 3 + more) % 11] ?? '')}`),
  ),
  dictionary: [
    ...names.map((name) => `${name}\n`),
    ...Object.keys(quoted),
    '{secret}',
    '200',
    '400',
    '429',
    '500',
  ],
  run: async (input) => {
    const { lines, rest } = lineFields(input, 2);
    const subject = senderNamed(fetched, lines[0]);
    const status = Number(lines[1]);
    if (subject === undefined || !(status >= 200 && status <= 599)) return;
    const isEmpty = [204, 205, 304].includes(status);
    response = new Response(isEmpty ? null : bytesOf(withQuotes(rest, subject)), { status });
    checkResult(await subject.sender.send(message), `HTTP/1.1 ${status}`, subject);
  },
};

/** An answer as its status and its body. */
function inLines(answer: string): string {
  return `${answer.slice(9, 12)}\n${answer.split('\r\n\r\n')[1] ?? ''}`;
}

export const providerTargets: readonly FuzzTarget[] = [providers, bodies];
