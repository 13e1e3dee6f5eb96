import { threepidMiddleware } from '@threepid/express';
import { createThreepid, type SmsSender } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import express4 from 'express4';
import { once } from 'node:events';
import { connect } from 'node:net';
import { asForm, asJson, createFramework, fields, ExpressHost, requestToken } from './host.js';

const login = '/_matrix/client/v3/login';
const account = '/_matrix/client/v3/account/3pid';

/** Echoes a body as parsed by the host's own parsers. */
const echo: RequestHandler = (request, response) => {
  response.json({ host: true, body: request.body as unknown });
};

for (const [version, framework] of Object.entries({ 'Express 5': express, 'Express 4': express4 })) {
  describe(`threepidMiddleware in ${version}`, () => {
    let host: ExpressHost | undefined;

    afterEach(() => host?.close());

    async function serve(build: (app: Express) => void): Promise<ExpressHost> {
      const app = framework();
      build(app);
      host = await ExpressHost.listen(app);
      return host;
    }

    const parsers: Readonly<Record<string, () => RequestHandler>> = {
      'express.json': () => framework.json(),
      'express.urlencoded': () => framework.urlencoded({ extended: false }),
      'express.urlencoded, extended': () => framework.urlencoded({ extended: true }),
      'express.text of every type': () => framework.text({ type: '*/*' }),
      'express.raw of every type': () => framework.raw({ type: '*/*' }),
    };

    for (const [name, parser] of Object.entries(parsers)) {
      it(`accepts a body behind ${name}`, async () => {
        const { threepid, control } = await createFramework();
        const { url } = urls(await serve((app) => app.use(parser(), threepidMiddleware(threepid))));
        for (const request of [asJson, asForm]) {
          const response = await fetch(url(requestToken), request);
          expect(response.status, await response.clone().text()).to.equal(200);
          expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
        }
        expect(await control.messages('+447400123456')).to.have.length(1);
      });

      it(`leaves the host's bodies to ${name} after it`, async () => {
        const { threepid } = await createFramework();
        const { url } = urls(
          await serve((app) => app.use(threepidMiddleware(threepid), parser()).post(login, echo)),
        );
        const response = await fetch(url(login), name.includes('json') ? asJson : asForm);
        const { body } = (await response.json()) as { body: unknown };
        expect(body).to.not.equal(undefined);
        expect(JSON.stringify(body)).to.have.length.greaterThan(20);
      });
    }

    it('accepts a body behind all parsers at once', async () => {
      const { threepid } = await createFramework();
      const all = [
        framework.json(),
        framework.urlencoded({ extended: true }),
        framework.text(),
        framework.raw(),
      ];
      const { url } = urls(await serve((app) => app.use(...all, threepidMiddleware(threepid))));
      for (const request of [asJson, asForm])
        expect((await fetch(url(requestToken), request)).status).to.equal(200);
    });

    it("leaves a body that the host's parser can't read to the host's error handler", async () => {
      const { threepid } = await createFramework();
      const seen: unknown[] = [];
      const { url } = urls(
        await serve((app) => app.use(framework.json(), threepidMiddleware(threepid), recordErrors(seen))),
      );
      const response = await fetch(url(requestToken), { ...asJson, body: '{' });
      expect(response.status).to.equal(418);
      expect(seen).to.have.length(1);
    });

    it('answers Matrix errors itself, without the host’s error handler', async () => {
      const { threepid } = await createFramework();
      const seen: unknown[] = [];
      const { url } = urls(await serve((app) => app.use(threepidMiddleware(threepid), recordErrors(seen))));
      const response = await fetch(url(requestToken), { ...asJson, body: '{' });
      expect([response.status, await response.json()]).to.deep.equal([
        400,
        { errcode: 'M_NOT_JSON', error: 'The body is not JSON' },
      ]);
      expect(seen).to.deep.equal([]);
    });

    it('lets a logger in front of it see the answer', async () => {
      const { threepid } = await createFramework();
      const lines: string[] = [];
      const { url } = urls(
        await serve((app) => app.use(logTo(lines)).use('/sub', threepidMiddleware(threepid))),
      );
      await fetch(url(`/sub${requestToken}`), asJson);
      await fetch(url('/sub/_matrix/identity/nothing'));
      await fetch(url('/elsewhere'));
      expect(lines).to.deep.equal([
        `POST /sub${requestToken} 200`,
        'GET /sub/_matrix/identity/nothing 404',
        'GET /elsewhere 404',
      ]);
    });

    it("leaves the host's own routes below /_matrix/client to the host, with their bodies unread", async () => {
      const { threepid } = await createFramework();
      const { url } = urls(
        await serve((app) =>
          app
            .use(threepidMiddleware(threepid), framework.json())
            .post([login, account], echo)
            .put(account, echo),
        ),
      );
      for (const [path, method] of [
        [login, 'POST'],
        [account, 'POST'],
        [account, 'PUT'],
      ] as const) {
        const response = await fetch(url(path), { ...asJson, method });
        expect(await response.json(), `${method} ${path}`).to.deep.equal({ host: true, body: fields });
      }
      expect((await fetch(url(account))).status).to.equal(401);
    });

    it('serves two independent frameworks at two paths', async () => {
      const [one, other] = [await createFramework(), await createFramework()];
      const { url } = urls(
        await serve((app) =>
          app.use('/one', threepidMiddleware(one.threepid)).use('/other', threepidMiddleware(other.threepid)),
        ),
      );
      await fetch(url(`/one${requestToken}`), asJson);
      expect(await one.control.messages('+447400123456')).to.have.length(1);
      expect(await other.control.messages('+447400123456')).to.have.length(0);
    });

    it("limits a person by the address that the host's trust proxy finds", async () => {
      const threepid = createThreepid({
        secret: 'a secret of some forty characters, or so',
        storage: new MemorySessionStorage(),
        sms: silentSender,
        limits: { perAddress: [{ messages: 1, windowMs: 60_000 }] },
      });
      const { url } = urls(
        await serve((app) => app.set('trust proxy', 'loopback').use(threepidMiddleware(threepid))),
      );
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
      const seen: unknown[] = [];
      const { url, port } = urls(
        await serve((app) => app.use(threepidMiddleware(threepid), recordErrors(seen))),
      );
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
      const { url } = urls(await serve((app) => app.use(threepidMiddleware(threepid))));
      const response = await fetch(url(requestToken), { method: 'POST', body: 'x'.repeat(10_000_000) });
      expect(response.status).to.equal(413);
      expect(await response.json()).to.include({ errcode: 'M_TOO_LARGE' });
    });

    it('passes unexpected errors of the framework to the error handler', async () => {
      const seen: unknown[] = [];
      const broken = {
        claims: [{ path: '/_matrix/identity/*', methods: undefined }],
        handle: () => Promise.reject(new Error('broken')),
      };
      const { url } = urls(await serve((app) => app.use(threepidMiddleware(broken), recordErrors(seen))));
      expect((await fetch(url('/_matrix/identity/versions'))).status).to.equal(418);
      expect(seen).to.have.length(1);
    });
  });
}

const silentSender: SmsSender = {
  name: 'silent',
  send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }),
};

function urls(host: ExpressHost): { readonly url: (path: string) => string; readonly port: number } {
  return { url: (path) => host.url(path), port: host.port };
}

function recordErrors(seen: unknown[]): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error, _request, response, next) => {
    seen.push(error);
    if (response.headersSent) next(error);
    else response.status(418).end();
  };
}

function logTo(lines: string[]): RequestHandler {
  return ({ method, originalUrl }, response, next) => {
    response.once('finish', () => lines.push(`${method} ${originalUrl} ${response.statusCode}`));
    next();
  };
}
