import { createHttpContractReference, httpContract } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { appExceptions, pagesExceptions } from './next-exceptions.js';
import { nextHost, startNextServer, type NextServer } from './next-server.js';

const buildTimeoutMs = 240_000;
/** The hosts differ in what they hand over, not in the code that reads it. */
const numRuns = 20;

/** Both contracts compare with one host. */
const reference = createHttpContractReference(() => new MemorySessionStorage());
after(() => reference.close());

describe('Next.js', () => {
  let server: NextServer | undefined;

  before(async function () {
    this.timeout(buildTimeoutMs);
    server = await startNextServer();
  });

  after(() => server?.close());

  describe('route handlers of the App Router', () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => Promise.resolve(nextHost(started(server), 'app')),
      exceptions: appExceptions,
      caller: 'unknown',
      reference,
      numRuns,
    });
  });

  describe('in an app', () => {
    const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
    const url = (path: string): string => started(server).url + path;

    it("leaves the host's own routes below /_matrix/client to the host", async () => {
      expect(await (await fetch(url('/_matrix/client/versions'))).json()).to.deep.equal({ host: true });
      expect((await fetch(url('/_matrix/client/v3/login'))).status).to.equal(404);
      expect((await fetch(url('/_matrix/client/v3/account/3pid'))).status).to.equal(401);
    });

    it("accepts a body parsed by Next's body parser", async () => {
      const host = nextHost(started(server), 'pages');
      await host.control.forget();
      await host.control.set(Date.UTC(2100, 0), {});
      const fields = {
        client_secret: 'parsed',
        country: 'GB',
        phone_number: '07400123456',
        send_attempt: '1',
      };
      const headers = { 'Content-Type': 'application/json' };
      for (const init of [{ headers, body: JSON.stringify(fields) }, { body: new URLSearchParams(fields) }]) {
        const response = await fetch(url(`/api/parsed${requestToken}`), { method: 'POST', ...init });
        expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
      }
      expect(await host.control.messages('+447400123456')).to.have.length(1);
    });

    for (const path of ['', '/pages']) {
      it(`survives a client that disconnects in the middle of a body${path && ', below /pages'}`, async () => {
        const socket = connect(Number(new URL(url('')).port), '127.0.0.1');
        await once(socket, 'connect');
        socket.write(
          `POST ${path}${requestToken} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"client_`,
        );
        socket.end();
        await once(socket.resume(), 'close');
        expect((await fetch(url(`${path}/_matrix/identity/versions`))).status).to.equal(200);
      });
    }
  });

  describe('API routes of the Pages Router', () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => Promise.resolve(nextHost(started(server), 'pages')),
      exceptions: pagesExceptions,
      reference,
      numRuns,
    });
  });
});

function started(server: NextServer | undefined): NextServer {
  if (server === undefined) throw new Error('the app did not start');
  return server;
}
