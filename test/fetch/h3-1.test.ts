import { createHttpContractThreepid } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { h3v1Listener } from './node-hosts.js';

const validate = '/_matrix/identity/api/v1/validate/msisdn';

// It ends in silence what the contract sends down one connection at once, so it has the calls that clients make.
describe('h3 1 on Node', () => {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  let server: Server;
  let url: string;

  before(async () => {
    await control.set(Date.UTC(2100, 0), {});
    server = createServer(h3v1Listener(threepid)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('verifies a number, and knows its caller', async () => {
    await control.forget();
    const body = { client_secret: 'secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
    const asked = await fetch(`${url}${validate}/requestToken`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { sid } = (await asked.json()) as { readonly sid: string };
    const [text] = await control.messages('+447400123456');
    const token = /[0-9]{6}/.exec(text ?? '')?.[0] ?? '';
    const submitted = await fetch(`${url}${validate}/submitToken`, {
      method: 'POST',
      body: new URLSearchParams({ sid, client_secret: 'secret', token }),
    });
    expect(await submitted.json()).to.deep.equal({ success: true });
    expect(await control.callers()).to.deep.equal(['known', 'known']);
  });

  it('answers errors, preflights and bodies that are too large as other hosts do, on one connection', async () => {
    const statuses: number[] = [];
    for (const init of [
      { method: 'OPTIONS' },
      { method: 'POST', body: '{' },
      { method: 'POST', body: 'x'.repeat(200_000) },
      { method: 'PUT', body: 'unread' },
      { method: 'POST', body: '{}' },
    ])
      statuses.push((await fetch(`${url}${validate}/requestToken`, init)).status);
    expect(statuses).to.deep.equal([204, 400, 413, 405, 400]);
  });

  it("leaves the host's own routes to the host", async () => {
    expect((await fetch(`${url}/_matrix/client/versions`)).status).to.equal(404);
  });
});
