import { createThreepid, StorageUnavailableError, type SmsMessage, type SmsSender } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readiness } from 'threepid';
import { createHttpServer } from '../../dist/http/http-server.js';
import { createLogger } from '../../dist/log/logger.js';

const v1 = '/_matrix/identity/api/v1';
const json = { 'content-type': 'application/json' };

/** Keeps messages, and what the server logs. */
class Recorder implements SmsSender {
  readonly name = 'recorder';
  readonly messages: SmsMessage[] = [];
  readonly lines: string[] = [];

  send(message: SmsMessage) {
    this.messages.push(message);
    return Promise.resolve({ kind: 'sent', messageId: 'm1' } as const);
  }

  /** The code of the last message. */
  get code(): string {
    return /[0-9]{6}/.exec(this.messages.at(-1)?.text ?? '')?.[0] ?? '';
  }
}

describe('the HTTP server', () => {
  let recorder: Recorder;
  let app: FastifyInstance;
  let base: string;
  let ready: () => Promise<Readiness>;

  beforeEach(async () => {
    recorder = new Recorder();
    ready = () => Promise.resolve({ isReady: true, parts: { storage: 'memory' } });
    const logger = createLogger('trace', { write: (line: string) => void recorder.lines.push(line) });
    const threepid = createThreepid({
      secret: 'of-a-test-'.repeat(4),
      storage: new MemorySessionStorage(),
      sms: recorder,
      testSms: recorder,
      production: false,
      logger,
    });
    // Each look at it finds that much time has gone by: nothing is kept, and no stop is waited for.
    let time = 0;
    const clock = { now: () => (time += 10_000) };
    app = createHttpServer({ threepid, logger, trustProxy: undefined, ready: () => ready(), clock });
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => app.close());

  const post = (call: string, body: string, headers: Readonly<Record<string, string>> = json) =>
    fetch(`${base}${v1}${call}`, { method: 'POST', headers, body });
  const errcodeOf = async (response: Response): Promise<unknown> =>
    ((await response.json()) as { readonly errcode?: unknown }).errcode;

  it('says that it lives, and that it is ready', async () => {
    const live = await fetch(`${base}/health/live`);
    const able = await fetch(`${base}/health/ready`);
    expect([live.status, await live.json()]).to.deep.equal([200, { status: 'ok' }]);
    expect([able.status, await able.json()]).to.deep.equal([200, { status: 'ok', storage: 'memory' }]);
  });

  it('lives on, not ready, while its storage is away; why is for the log, since anybody may ask', async () => {
    ready = () => Promise.reject(new StorageUnavailableError('10.0.0.1 is away'));
    const unable = await fetch(`${base}/health/ready`);
    expect([unable.status, await unable.json()]).to.deep.equal([503, { status: 'unavailable' }]);
    expect((await fetch(`${base}/health/live`)).status).to.equal(200);
    expect(recorder.lines.join('')).to.include('10.0.0.1 is away');
  });

  it('takes a body of 65,536 bytes and refuses the next one with 413, whatever its length says', async () => {
    const body = (size: number): string => JSON.stringify({ a: 'x'.repeat(size - 8) });
    const [fits, over] = [
      await post('/validate/msisdn/requestToken', body(65_536)),
      await post('/validate/msisdn/requestToken', body(65_537)),
    ];
    expect([fits.status, await errcodeOf(fits)]).to.deep.equal([400, 'M_MISSING_PARAMS']);
    expect([over.status, await errcodeOf(over)]).to.deep.equal([413, 'M_TOO_LARGE']);
    const chunked = await fetch(`${base}${v1}/validate/msisdn/requestToken`, {
      method: 'POST',
      headers: json,
      body: new Blob([body(200_000)]).stream(),
      duplex: 'half',
    });
    expect([chunked.status, await errcodeOf(chunked)]).to.deep.equal([413, 'M_TOO_LARGE']);
  });

  it('holds a slow sender no longer than 10 seconds for a head and 30 for a request', () => {
    expect(app.server).to.include({ headersTimeout: 10_000, requestTimeout: 30_000 });
    // Node looks for those that are late as often as this, and not every 30 seconds.
    expect(app.server).to.include({ connectionsCheckingInterval: 5_000 });
  });

  it('keeps an idle connection for longer than the 120 seconds of Synapse, and says so', async () => {
    const answer = await fetch(`${base}/health/live`);
    expect(answer.headers.get('keep-alive')).to.equal('timeout=130');
    expect(app.server).to.include({ keepAliveTimeout: 130_000 });
  });

  it('answers what is no HTTP, and a head that is too long, by an error of the protocol', async () => {
    expect(await raw('rubbish\r\n\r\n')).to.match(/^HTTP\/1\.1 400 .*\r\n[^]*"M_UNRECOGNIZED"/);
    const long = `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(long)).to.match(/^HTTP\/1\.1 431 .*\r\n[^]*"M_UNRECOGNIZED"/);
  });

  it('tells a sender that was too slow so', async () => {
    const { hostname, port } = new URL(base);
    const client = connect(Number(port), hostname);
    const [socket] = (await once(app.server, 'connection')) as [Socket];
    app.server.emit(
      'clientError',
      Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
      socket,
    );
    expect(await allOf(client)).to.match(/^HTTP\/1\.1 408 .*\r\n[^]*"M_UNRECOGNIZED"/);
  });

  it('answers paths that nobody has, and methods that nobody knows, by M_UNRECOGNIZED', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['POST', '/_matrix/client/v3/login'],
      ['GET', '/_matrix/identity/api/v1/nothing'],
      ['PROPFIND', '/_matrix/identity/versions'],
    ] as const) {
      const response = await fetch(base + path, { method });
      expect([404, 405], `${method} ${path}`).to.include(response.status);
      expect(await errcodeOf(response), `${method} ${path}`).to.equal('M_UNRECOGNIZED');
    }
  });

  it('takes a base URL that ends in a slash', async () => {
    for (const slashes of ['/', '//']) {
      const path = `${slashes}${v1}/validate/msisdn/requestToken`;
      const response = await fetch(base + path, { method: 'POST', headers: json, body: '{}' });
      expect([response.status, await errcodeOf(response)]).to.deep.equal([400, 'M_MISSING_PARAMS']);
    }
  });

  it('logs a whole run, wrong turns included, without a code, a sid, a client secret or a whole number', async () => {
    const secret = 'monkeys_are_GREAT';
    const request = { client_secret: secret, country: 'GB', phone_number: '07400 123456', send_attempt: 1 };
    const opened = await post('/validate/msisdn/requestToken', JSON.stringify(request));
    const { sid } = (await opened.json()) as { readonly sid: string };
    const { code } = recorder;
    const session = { sid, client_secret: secret };
    const query = new URLSearchParams({ ...session, token: code }).toString();
    await post('/validate/msisdn/submitToken', JSON.stringify({ ...session, token: '999 999' }));
    await post('/validate/msisdn/submitToken', query, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    await fetch(`${base}${v1}/validate/msisdn/submitToken?${query}`);
    await fetch(`${base}${v1}/3pid/getValidated3pid?${query}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    await fetch(`${base}/${sid}/${code}/447400123456?${query}`);
    await post(
      '/validate/msisdn/requestToken',
      `{"phone_number": "07400 123456", "client_secret": "${secret}`,
    );
    await post(
      '/validate/msisdn/requestToken',
      JSON.stringify({ ...request, phone_number: '07400 1234567890' }),
    );
    await post(
      '/validate/msisdn/requestToken',
      JSON.stringify({ ...request, next_link: `https://evil.example/${secret}` }),
    );
    await fetch(`${base}/${secret}/_matrix/identity/api/v1`);
    await raw(`GET /${secret}?${query} HTTP/9\r\n\r\n`);

    // A time may end in .999, and a request's id or the port may hold it.
    const chance = [/"time":"[^"]*",/, /"requestId":"[\w-]*",/, new URL(base).host];
    const log = recorder.lines
      .map((line) => chance.reduce<string>((left, part) => left.replace(part, ''), line))
      .join('');
    expect(recorder.lines.length).to.be.above(8);
    expect(log).to.include('+44********56');
    for (const hidden of [code, sid, secret, '123456', '7400123456', '999', 'evil.example', 'of-a-test-']) {
      expect(log, hidden).not.to.include(hidden);
    }
    for (const line of recorder.lines) expect(() => JSON.parse(line) as unknown).not.to.throw();
  });

  /** Sends bytes as they are, and reads all that comes back. */
  async function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(text);
    return allOf(socket);
  }
});

async function allOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
