import assert from 'node:assert/strict';
import { textOf, bytesOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { HeapGrowth } from '../engine/heap-growth.js';
import { lineFields } from './line-fields.js';
import { requestSeeds } from './request-seeds.js';
import { requestSeparator } from './request-separator.js';
import { socketExchange, type Manner } from './socket-exchange.js';
import { startSocketHosts, type SocketHost } from './socket-hosts.js';
import { writtenRequest } from './written-request.js';

const hosts = await startSocketHosts();
const growth = new HeapGrowth();
let requests = 0;

const manners: readonly Manner[] = ['whole', 'pieces', 'cut'];
const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const fields = '{"client_secret":"monkeys","country":"GB","phone_number":"07400123456","send_attempt":1}';

function httpOf(line: string, headers: readonly string[], body = ''): string {
  return [line, 'Host: x', ...headers, '', body].join('\r\n');
}

const length = `Content-Length: ${fields.length}`;
const json = 'Content-Type: application/json';
const chunked = `${fields.length.toString(16)}\r\n${fields}\r\n0\r\n\r\n`;

/** Any bytes on a connection: no 5xx, whatever they are, and the connection ends. */
const bytes: FuzzTarget = {
  name: 'socket-bytes',
  longest: 20_000,
  seeds: [
    ...manners.map((manner) => `${manner}\n${httpOf(`POST ${path} HTTP/1.1`, [json, length], fields)}`),
    `pieces\n${httpOf(`POST ${path} HTTP/1.1`, [json, 'Transfer-Encoding: chunked'], chunked)}`,
    `whole\n${httpOf(`POST ${path} HTTP/1.1`, [json, 'Transfer-Encoding: chunked', length], chunked)}`,
    `whole\n${httpOf(`POST ${path} HTTP/1.1`, [json, 'Content-Length: 999'], fields)}`,
    `whole\n${httpOf('GET /_matrix/identity/versions HTTP/1.1', [], httpOf('GET /_matrix/identity/v2 HTTP/1.0', []))}`,
    `whole\n${httpOf(`POST ${path} HTTP/1.1`, ['Expect: 100-continue', length], fields)}`,
    `whole\n${httpOf('OPTIONS * HTTP/1.1', ['Connection: Upgrade', 'Upgrade: websocket'])}`,
    `whole\n${httpOf('GET http://x/_matrix/identity/%zz HTTP/1.1', [`A: ${'x'.repeat(17_000)}`])}`,
    `whole\nPOST ${path} HTTP/1.1\r\nHost: x.0\r\n${length}\r\n\r\n${fields}`,
    'whole\n\x16\x03\x01\x02\x00\x01\x00',
    'cut\nGET /',
    'whole\n',
  ],
  dictionary: [
    '\r\n',
    '\r\n\r\n',
    'HTTP/1.1',
    'HTTP/2.0',
    'Transfer-Encoding: chunked',
    'Content-Length: ',
    'Connection: keep-alive',
    'Expect: 100-continue',
    'Upgrade: h2c',
    'Host: ',
    '0\r\n\r\n',
    ';a=b',
    'pieces\n',
    'cut\n',
    'PRI * HTTP/2.0',
  ],
  requests: () => requests,
  run: async (input) => {
    const { lines, rest } = lineFields(input, 1);
    const manner = manners.find((one) => one === lines[0]) ?? 'whole';
    await Promise.all(
      hosts
        .filter(({ isBare }) => isBare || isOurs(rest))
        .map(async (host) => {
          requests += 1;
          checkAnswers(host, judged(host, await answerOf(host, rest, manner)));
        }),
    );
    growth.note(requests);
  },
};

async function answerOf({ port, below }: SocketHost, written: string, manner: Manner): Promise<string> {
  const asked = written.replaceAll(' /_matrix', ` ${below}/_matrix`);
  return (await socketExchange(port, bytesOf(asked), manner)).toString('latin1');
}

/**
 * True if the first request is threepid's, and none asks for an upgrade. What a host makes of others by its own code is not
 * ours to judge: Next answers some with 500, and keeps connections that ask for an upgrade. The web's Request has no TRACE.
 */
function isOurs(asked: string): boolean {
  return /^(?!TRACE )[A-Z]+ \/_matrix\//.test(asked) && !/\nupgrade:/i.test(asked);
}

/** What threepid is to blame for: of a host with code of its own, the first answer. */
function judged({ isBare }: SocketHost, answer: string): string {
  return isBare ? answer : answer.split(/(?=HTTP\/1\.1 \d{3} )/, 1).join('');
}

/** Everything that a host says is HTTP, and no 5xx. Node answers what it can't do itself, such as another version, with 505. */
function checkAnswers({ name }: SocketHost, answer: string): void {
  if (answer === '') return;
  assert.match(answer, /^HTTP\/1\.1 \d{3} /, `${name} answers HTTP`);
  const failures = answer.match(/(?:^|\r\n|\})HTTP\/1\.1 5\d\d [^\r]*/g) ?? [];
  assert.deepEqual(failures, [], `${name} fails: ${answer.slice(0, 500)}`);
}

/** Requests of the router's, written one behind the other on one connection: the last one is answered too, unless a host says that it closes the connection, and no 5xx. */
const pipelined: FuzzTarget = {
  name: 'socket-pipelines',
  longest: 20_000,
  share: 2,
  seeds: [requestSeeds.slice(0, 8).join(requestSeparator), requestSeeds.slice(8).join(requestSeparator)],
  dictionary: [requestSeparator, 'x-peer: 10.0.0.1', 'HEAD', 'OPTIONS', 'PUT'],
  leastRequests: 25_000,
  requests: () => requests,
  run: async (input) => {
    const all = textOf(input).split(requestSeparator).slice(0, 40).flatMap(encoded);
    const ours = all.filter(isOurs);
    await Promise.all(
      hosts.map(async (host) => {
        const asked = host.isBare ? all : ours;
        const answer = await answerOf(host, asked.join('') + last, 'whole');
        requests += asked.length + 1;
        checkAnswers(host, answer);
        const isOver = answer.includes('"versions"') || /\r\nconnection: close\r\n/i.test(answer);
        assert.ok(isOver, `${host.name} leaves the last request without an answer: ${answer.slice(-300)}`);
      }),
    );
    growth.note(requests);
  },
  close: async () => {
    growth.check();
    for (const { name, connections } of hosts)
      assert.ok(((await connections?.()) ?? 0) === 0, `${name} keeps connections`);
    const open = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
    assert.ok(open.length <= 2, `${open.length} sockets are still open`);
  },
};

const last = httpOf('GET /_matrix/identity/versions HTTP/1.1', ['Connection: close']);

/** A request as it may be sent: with a length, and without what would change how the rest is read. None, if it is none. */
function encoded(written: string): readonly string[] {
  const { method, path: to, query, headers, body } = writtenRequest(written);
  const content = body instanceof Uint8Array ? textOf(body) : '';
  if (
    !/^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)$/.test(method) ||
    !/^\/[!-"$-~]*$/.test(to) ||
    !/^[!-"$-~]*$/.test(query)
  )
    return [];
  const lines = Object.entries(headers).flatMap(([name, value]) => headerLines(name, value));
  const target = query === '' ? to : `${to}?${query}`;
  return [httpOf(`${method} ${target} HTTP/1.1`, [...lines, `Content-Length: ${content.length}`], content)];
}

function headerLines(name: string, value: unknown): readonly string[] {
  const isFraming =
    /^(?:host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|http2-settings)$/;
  if (!/^[a-z0-9-]{1,40}$/.test(name) || isFraming.test(name)) return [];
  return [value]
    .flat()
    .flatMap((one) =>
      typeof one === 'string' && /^[ -~\u00a0-\u00ff]{0,500}$/.test(one) ? [`${name}: ${one}`] : [],
    );
}

export const socketTargets: readonly FuzzTarget[] = [bytes, pipelined];
