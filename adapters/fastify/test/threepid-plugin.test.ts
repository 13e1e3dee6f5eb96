import { createThreepid, type SmsSender } from '@threepid/core';
import { createHttpContractThreepid, type HttpContractThreepid } from '@threepid/contract-tests';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const login = '/_matrix/client/v3/login';
const account = '/_matrix/client/v3/account/3pid';

const fields = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: '1',
};

const asJson: RequestInit = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(fields),
};

const asForm: RequestInit = { method: 'POST', body: new URLSearchParams(fields) };

async function createFramework(): Promise<HttpContractThreepid> {
  const framework = createHttpContractThreepid(new MemorySessionStorage());
  await framework.control.set(Date.UTC(2030, 0), {});
  return framework;
}

describe('threepidPlugin', () => {
  let app: FastifyInstance | undefined;

  afterEach(() => app?.close());

  /** Starts a host, and returns a function from path to URL. */
  async function serve(
    build: (host: FastifyInstance) => void,
    options: FastifyServerOptions = {},
  ): Promise<(path: string) => string> {
    app = Fastify(options);
    build(app);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return (path) => url + path;
  }

  /** Adds parsers of the host that record that they were called. */
  function addParsers(host: FastifyInstance, asked: string[]): void {
    host.removeContentTypeParser('application/json');
    for (const type of ['application/json', 'application/x-www-form-urlencoded', '*']) {
      host.addContentTypeParser(type, { parseAs: 'string' }, (request, body, done) => {
        asked.push(request.url);
        done(null, { parsed: body });
      });
    }
  }

  for (const order of ['before', 'after']) {
    it(`reads bodies itself, with the host's parsers added ${order} it`, async () => {
      const { threepid, control } = await createFramework();
      const asked: string[] = [];
      const url = await serve((host) => {
        if (order === 'before') addParsers(host, asked);
        host.register(threepidPlugin, { threepid });
        if (order === 'after') addParsers(host, asked);
        host.post('/own', (request) => request.body);
      });
      for (const request of [asJson, asForm]) {
        const response = await fetch(url(requestToken), request);
        expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
      }
      expect(await control.messages('+447400123456')).to.have.length(1);
      expect(asked).to.deep.equal([]);
      expect(await (await fetch(url('/own'), asJson)).json()).to.deep.equal({ parsed: asJson.body });
      expect(asked).to.deep.equal(['/own']);
    });
  }

  it("keeps the host's body limit for the host's own routes", async () => {
    const { threepid } = await createFramework();
    const url = await serve(
      (host) => {
        host.register(threepidPlugin, { threepid });
        host.post('/own', (request) => request.body);
      },
      { bodyLimit: 10 },
    );
    expect((await fetch(url(requestToken), asJson)).status).to.equal(200);
    expect((await fetch(url('/own'), asJson)).status).to.equal(413);
  });

  it("lets the host's hooks see each request and its answer", async () => {
    const { threepid } = await createFramework();
    const seen: string[] = [];
    const url = await serve((host) => {
      host.addHook('onRequest', (request, _reply, done) => {
        seen.push(`onRequest ${request.method} ${request.headers['content-type'] ?? ''}`);
        done();
      });
      host.addHook('preHandler', (_request, _reply, done) => {
        seen.push('preHandler');
        done();
      });
      host.addHook('onSend', (_request, _reply, payload, done) => {
        seen.push(`onSend ${String(payload)}`);
        done(null, payload);
      });
      host.addHook('onResponse', (request, reply, done) => {
        seen.push(`onResponse ${request.url} ${reply.statusCode}`);
        done();
      });
      host.register(threepidPlugin, { threepid });
    });
    await fetch(url('/_matrix/identity/api/v1'), { headers: { 'Content-Type': 'application/json' } });
    expect(seen).to.deep.equal([
      'onRequest GET application/json',
      'preHandler',
      'onSend {}',
      'onResponse /_matrix/identity/api/v1 200',
    ]);
  });

  it("reads the body that a host's preParsing hook puts in place of the one that came", async () => {
    const { threepid } = await createFramework();
    const url = await serve((host) => {
      host.addHook('preParsing', (_request, _reply, payload, done) => {
        payload.resume();
        done(null, Readable.from([Buffer.from(JSON.stringify(fields))]));
      });
      host.register(threepidPlugin, { threepid });
    });
    const response = await fetch(url(requestToken), { ...asJson, body: 'not JSON' });
    expect(response.status).to.equal(200);
  });

  it("can be guarded by a host's hook, even for an invalid content type", async () => {
    const { threepid, control } = await createFramework();
    const url = await serve((host) => {
      host.addHook('preHandler', (_request, reply) => reply.code(403).send('fenced'));
      host.register(threepidPlugin, { threepid });
    });
    for (const contentType of ['application/json', 'rubbish']) {
      const headers = { 'Content-Type': contentType };
      expect((await fetch(url(requestToken), { ...asJson, headers })).status).to.equal(403);
    }
    expect(await control.messages('+447400123456')).to.deep.equal([]);
  });

  it("does not change the host's hooks of other scopes, its decorators and its error handler", async () => {
    const { threepid } = await createFramework();
    const errors: unknown[] = [];
    const url = await serve((host) => {
      host.setErrorHandler((error, _request, reply) => {
        errors.push(error);
        return reply.code(418).send({ host: true });
      });
      host.register(threepidPlugin, { threepid });
      host.get('/fails', () => Promise.reject(new Error('of the host')));
      host.post('/own', (request) => request.body);
    });
    expect((await fetch(url(requestToken), { ...asJson, body: '{' })).status).to.equal(400);
    expect(errors).to.deep.equal([]);
    expect((await fetch(url('/fails'))).status).to.equal(418);
    expect((await fetch(url('/own'), { ...asJson, body: '{' })).status).to.equal(418);
    expect(errors).to.have.length(2);
  });

  it("leaves the host's own routes below /_matrix/client, and its 404, to the host", async () => {
    const { threepid } = await createFramework();
    const url = await serve((host) => {
      host.register(threepidPlugin, { threepid });
      host.setNotFoundHandler((_request, reply) => reply.code(404).send({ host: 'not found' }));
      for (const [method, path] of [
        ['POST', login],
        ['POST', account],
        ['PUT', account],
      ] as const) {
        host.route({ method, url: path, handler: (request) => ({ host: true, body: request.body }) });
      }
    });
    for (const [method, path] of [
      ['POST', login],
      ['POST', account],
      ['PUT', account],
    ] as const) {
      const answer = await fetch(url(path), { ...asJson, method });
      expect(await answer.json(), `${method} ${path}`).to.deep.equal({ host: true, body: fields });
    }
    expect((await fetch(url(account))).status).to.equal(401);
    for (const path of ['/_matrix/client/versions', '/%5Fmatrix/identity/versions'])
      expect(await (await fetch(url(path))).json()).to.deep.equal({ host: 'not found' });
  });

  it('serves at nested prefixes, with two independent frameworks', async () => {
    const [one, other] = [await createFramework(), await createFramework()];
    const url = await serve((host) => {
      host.register(
        (scope, _options, done) => {
          scope.register(threepidPlugin, { threepid: one.threepid, prefix: '/inner' });
          done();
        },
        { prefix: '/outer' },
      );
      host.register(threepidPlugin, { threepid: other.threepid });
    });
    expect((await fetch(url(`/outer/inner${requestToken}`), asJson)).status).to.equal(200);
    expect(await one.control.messages('+447400123456')).to.have.length(1);
    expect(await other.control.messages('+447400123456')).to.have.length(0);
    expect((await fetch(url('/_matrix/identity/versions'))).status).to.equal(200);
  });

  it("limits a person by the address that the host's trustProxy finds", async () => {
    const threepid = createThreepid({
      secret: 'a secret of some forty characters, or so',
      storage: new MemorySessionStorage(),
      sms: silentSender,
      limits: { perAddress: [{ messages: 1, windowMs: 60_000 }] },
    });
    const url = await serve((host) => void host.register(threepidPlugin, { threepid }), {
      trustProxy: '127.0.0.1',
    });
    const ask = async (address: string, phone: string): Promise<number> => {
      const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': address };
      const body = JSON.stringify({ ...fields, phone_number: phone });
      return (await fetch(url(requestToken), { method: 'POST', headers, body })).status;
    };
    expect(await ask('203.0.113.7', '07400123401')).to.equal(200);
    expect(await ask('203.0.113.7', '07400123402')).to.equal(429);
    expect(await ask('198.51.100.1, 203.0.113.7', '07400123403')).to.equal(429);
    expect(await ask('203.0.113.8', '07400123404')).to.equal(200);
  });

  it('survives a client that disconnects in the middle of a body', async () => {
    const { threepid, control } = await createFramework();
    const url = await serve((host) => void host.register(threepidPlugin, { threepid }));
    const { port } = app?.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${requestToken} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"client_`);
    socket.end();
    await once(socket.resume(), 'close');
    expect((await fetch(url('/_matrix/identity/versions'))).status).to.equal(200);
    expect(await control.messages('+447400123456')).to.deep.equal([]);
  });

  it('answers a body of 10 MB while it is still being sent', async () => {
    const { threepid } = await createFramework();
    const url = await serve((host) => void host.register(threepidPlugin, { threepid }));
    const response = await fetch(url(requestToken), { method: 'POST', body: 'x'.repeat(10_000_000) });
    expect(response.status).to.equal(413);
    expect(await response.json()).to.include({ errcode: 'M_TOO_LARGE' });
  });

  it("leaves the answer to the host's error handler if a hook of the host fails", async () => {
    const { threepid } = await createFramework();
    app = Fastify();
    app.setErrorHandler((error: Error, _request, reply) => reply.code(503).send({ failed: error.message }));
    app.addHook('onSend', (_request, reply, payload) =>
      reply.statusCode === 200 ? Promise.reject(new Error('audit')) : Promise.resolve(payload),
    );
    app.register(threepidPlugin, { threepid });
    const response = await app.inject({ method: 'POST', url: requestToken, payload: fields });
    expect(response.statusCode).to.equal(503);
    expect(response.json()).to.deep.equal({ failed: 'audit' });
  });

  it('answers injected requests, as in tests of a host', async () => {
    const { threepid } = await createFramework();
    app = Fastify();
    app.register(threepidPlugin, { threepid });
    const response = await app.inject({ method: 'POST', url: requestToken, payload: fields });
    expect(response.statusCode).to.equal(200);
    expect(response.json()).to.include({ success: true });
  });
});

const silentSender: SmsSender = {
  name: 'silent',
  send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }),
};
