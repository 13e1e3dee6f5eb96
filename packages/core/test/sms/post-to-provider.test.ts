import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSilentServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { neverConnected, parseProviderUrl, postToProvider, reachProvider } from '@threepid/core';

describe('a provider over HTTP', () => {
  let server: Server;
  let url: URL;
  let seen: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    seen = [];
    answer = (_, response) => response.end('ok');
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/sms`);
  });

  afterEach(stop);

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  const headers = { 'content-type': 'text/plain' };

  for (const [client, fetch] of [
    ["Node's client", undefined],
    ['a given fetch', globalThis.fetch],
  ] as const)
    describe(`postToProvider with ${client}`, () => {
      it('answers status, headers and body', async () => {
        answer = (_, response) => response.writeHead(404, { 'x-id': '1' }).end('gone');
        const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch });
        if (exchange.kind === 'failed') expect.fail(exchange.code);
        expect(exchange).to.include({ status: 404, body: 'gone' });
        expect(exchange.headers['x-id']).to.equal('1');
      });

      it('sends a method, headers and a body', async () => {
        answer = (request, response) => {
          void text(request).then((body) => {
            response.end(`${String(request.method)} ${String(request.headers['content-type'])}: ${body}`);
          });
        };
        const exchange = await postToProvider({ url, headers, body: 'a body', timeoutMs: 5_000, fetch });
        expect(exchange).to.include({ body: 'POST text/plain: a body' });
      });

      it('reads 64 KiB and no more', async () => {
        answer = (_, response) => response.end('x'.repeat(1_000_000));
        const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch });
        expect(exchange.kind === 'answered' && exchange.body.length).to.equal(65_536);
      });

      it('closes an answer without an end once it has read enough', async () => {
        for (const length of [65_536, 100_000]) {
          let closed: Promise<unknown> = Promise.resolve();
          answer = (_, response) => {
            closed = new Promise((resolve) => response.on('close', resolve));
            response.writeHead(200).write('x'.repeat(length));
          };
          const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch });
          expect(exchange).to.include({ kind: 'answered', status: 200 });
          await closed;
        }
      });

      it('follows no redirect', async () => {
        answer = (_, response) => response.writeHead(307, { location: '/elsewhere' }).end();
        expect(await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch })).to.include({
          status: 307,
        });
        expect(seen.map((request) => request.url)).to.deep.equal(['/sms']);
      });

      it('tells a time-out, also in the middle of an answer', async () => {
        for (const begin of [false, true]) {
          answer = (_, response) => begin && response.writeHead(200).write('x');
          const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 100, fetch });
          expect(exchange).to.include({ kind: 'failed', taken: 'unknown', code: 'ETIMEOUT' });
          expect(exchange).to.include({ reason: 'no answer in time' });
        }
      });

      it('tells a connection that breaks, also in the middle of an answer, and does not repeat it', async () => {
        answer = (request) => request.socket.destroy();
        expect(await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch })).to.include({
          taken: 'unknown',
          reason: 'the connection broke off',
        });
        answer = (request, response) => response.writeHead(200).write('x', () => request.socket.destroy());
        expect(await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch })).to.include({
          taken: 'unknown',
        });
        expect(seen).to.have.length(2);
      });

      it('is certain of a port where nobody listens', async () => {
        await stop();
        const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000, fetch });
        expect(exchange).to.include({ kind: 'failed', taken: 'no', code: 'ECONNREFUSED' });
      });

      it('is certain of a host on none of whose addresses anybody listens', async () => {
        await stop();
        const exchange = await postToProvider({
          url: `http://localhost:${url.port}`,
          headers,
          body: 'b',
          timeoutMs: 5_000,
          fetch,
        });
        expect(exchange).to.include({ kind: 'failed', taken: 'no', code: 'ECONNREFUSED' });
      });
    });

  describe('postToProvider', () => {
    it('never rejects: not over a header that cannot be sent, nor a fetch that fails in its own way', async () => {
      const wrong = { headers: { 'x-id': 'a\nb' }, body: 'b', timeoutMs: 5_000, url };
      expect(await postToProvider(wrong)).to.include({
        kind: 'failed',
        taken: 'no',
        code: 'ERR_INVALID_CHAR',
      });
      expect(await postToProvider({ ...wrong, fetch: globalThis.fetch })).to.include({ code: 'EUNKNOWN' });
      const fetch = (): Promise<never> => Promise.reject(new Error('a fetch of its own'));
      expect(await postToProvider({ ...wrong, fetch })).to.include({ kind: 'failed', taken: 'unknown' });
    });

    it('ends with a provider that switches protocols, which is no answer', async () => {
      answer = (request) => {
        request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
      };
      const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000 });
      expect(exchange).to.include({ kind: 'failed', taken: 'unknown' });
    });

    it('keeps its connection', async () => {
      for (const body of ['1', '2', '3']) await postToProvider({ url, headers, body, timeoutMs: 5_000 });
      expect(new Set(seen.map(({ socket }) => socket)).size).to.equal(1);
    });

    it('does not know what became of a message on a kept connection that breaks', async () => {
      for (const taken of [undefined, 'unknown'] as const) {
        const exchange = await postToProvider({ url, headers, body: 'b', timeoutMs: 5_000 });
        expect(exchange.kind === 'failed' ? exchange.taken : undefined).to.equal(taken);
        answer = (request) => request.socket.destroy();
      }
      expect(new Set(seen.map(({ socket }) => socket)).size).to.equal(1);
    });

    it('is certain that nothing was taken while there is no connection yet', async () => {
      const silent = createSilentServer();
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as AddressInfo;
      const exchange = await postToProvider({
        url: `https://127.0.0.1:${String(port)}/`,
        headers,
        body: 'b',
        timeoutMs: 100,
      });
      silent.close();
      expect(exchange).to.include({ kind: 'failed', taken: 'no', code: 'ETIMEOUT' });
    });
  });

  describe('reachProvider', () => {
    it('resolves on any answer below 500', async () => {
      for (const status of [200, 204, 302, 401, 404, 405, 429]) {
        answer = (_, response) => response.writeHead(status).end();
        await reachProvider(url, { timeoutMs: 5_000 });
      }
      expect(new Set(seen.map(({ method }) => method))).to.deep.equal(new Set(['HEAD']));
    });

    it('rejects on a 5xx, on no answer in time, and where nobody listens', async () => {
      answer = (_, response) => response.writeHead(503).end();
      const answers = `OperatorError: ${url.host} answers 503`;
      expect(await reachProvider(url, { timeoutMs: 5_000 }).catch(String)).to.equal(answers);
      answer = (_, response) => response.writeHead(500).end();
      expect(await reachProvider(url, { timeoutMs: 5_000 }).catch(String)).to.equal(
        `OperatorError: ${url.host} answers 500`,
      );
      answer = () => undefined;
      expect(String(await reachProvider(url, { timeoutMs: 50 }).catch(String))).to.match(/no answer/);
      await stop();
      const error: unknown = await reachProvider(url, { timeoutMs: 5_000 }).catch((cause: unknown) => cause);
      expect(error).to.have.property('message', `no answer from ${url.host}`);
      expect(error).to.have.nested.property('cause.message', 'no connection to the provider: ECONNREFUSED');
    });

    it('asks by a given fetch, which follows no redirect', async () => {
      const asked: unknown[] = [];
      let cancelled = 0;
      const fetch = (to: unknown, init: RequestInit = {}): Promise<Response> => {
        asked.push([to, init.method, init.redirect, init.signal instanceof AbortSignal]);
        const body = new ReadableStream({ cancel: () => void (cancelled += 1) });
        return Promise.resolve(new Response(body, { status: asked.length === 1 ? 404 : 502 }));
      };
      await reachProvider(url, { timeoutMs: 5_000, fetch: fetch });
      expect(asked).to.deep.equal([[url, 'HEAD', 'manual', true]]);
      expect(cancelled).to.equal(1);
      const error = await reachProvider(url, {
        timeoutMs: 5_000,
        fetch: fetch,
      }).catch(String);
      expect(error).to.equal(`OperatorError: ${url.host} answers 502`);
      const bodiless = () => Promise.resolve(new Response(null, { status: 204 }));
      await reachProvider(url, { timeoutMs: 5_000, fetch: bodiless });
    });
  });
});

describe('neverConnected', () => {
  const errors: readonly (readonly [error: unknown, expected: boolean])[] = [
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, true],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, true],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, true],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, true],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, true],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, true],
    [{ errors: [{ syscall: 'connect' }, { syscall: 'connect' }] }, true],
    [{ errors: [{ syscall: 'connect' }, { syscall: 'read' }] }, false],
    [{ errors: [] }, false],
    [{ code: 'ECONNRESET', syscall: 'read' }, false],
    [{ code: 'EPIPE', syscall: 'write' }, false],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, false],
    [{ code: 'UND_ERR_SOCKET' }, false],
    [{ code: 1 }, false],
    [undefined, false],
    [null, false],
    ['ECONNREFUSED', false],
  ];
  it('says true of every error of a certificate that Node has a name for', () => {
    const certificate = [
      'HAS_EXPIRED',
      'NOT_YET_VALID',
      'REVOKED',
      'UNTRUSTED',
      'REJECTED',
      'SIGNATURE_FAILURE',
    ];
    const issuer = [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ];
    for (const code of [...certificate.map((what) => `CERT_${what}`), ...issuer])
      expect(neverConnected({ code }), code).to.equal(true);
  });

  for (const [error, expected] of errors) {
    it(`says ${String(expected)} of ${JSON.stringify(error) || 'nothing'}`, () => {
      expect(neverConnected(error)).to.equal(expected);
    });
  }
});

describe('parseProviderUrl', () => {
  for (const text of [
    'https://api.example.org/v1?x=1',
    'http://127.0.0.1:81',
    'http://localhost',
    'http://[::1]:8080/',
  ])
    it(`takes ${text}`, () => {
      expect(parseProviderUrl(text).href).to.equal(new URL(text).href);
    });

  for (const text of [
    '',
    '/sms',
    'ftp://localhost',
    'http://example.org',
    'http://localhost.example.org',
    'https://u@example.org',
    'https://:p@example.org',
  ])
    it(`does not take ${text || 'nothing'}, nor repeat it`, () => {
      expect(() => parseProviderUrl(text))
        .to.throw(TypeError)
        .with.property('message')
        .that.does.not.include('example');
    });

  it('takes no port 0, where nothing can listen', () => {
    expect(() => parseProviderUrl('http://127.0.0.1:0')).to.throw(TypeError, 'port');
  });

  it('takes no query or fragment where none is asked for', () => {
    for (const text of ['https://example.org/?a', 'https://example.org/#a'])
      expect(() => parseProviderUrl(text, { bare: true })).to.throw(TypeError);
    expect(parseProviderUrl(new URL('https://example.org/a'), { bare: true }).pathname).to.equal('/a');
  });
});
