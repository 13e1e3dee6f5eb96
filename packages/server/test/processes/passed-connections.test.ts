import type { SmsResult } from '@threepid/core';
import { expect } from 'chai';
import { monotonicClock } from '../../dist/stop/monotonic-clock.js';
import { SharedPort } from '../../dist/processes/shared-port.js';
import { takePassedConnections } from '../../dist/processes/passed-connections.js';
import { Turns } from '../../dist/processes/turns.js';
import { openTestServer, RawClient, requestOf, SetClock } from '../test-server.js';

const live = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';

describe('an HTTP server of passed connections', () => {
  let clock: SetClock;
  let turns: Turns;
  let port: SharedPort;
  let base: string;
  let server: ReturnType<typeof openTestServer>;
  let send: () => Promise<SmsResult>;

  beforeEach(async () => {
    clock = new SetClock();
    turns = new Turns();
    port = new SharedPort(turns, monotonicClock);
    base = await port.listen('127.0.0.1', 0);
    server = openTestServer({ clock, sms: { name: 'test', send: () => send() } });
  });
  afterEach(async () => {
    server.app.server.closeAllConnections();
    await Promise.all([port.close(), server.app.close()]);
  });

  const take = async (): Promise<void> => {
    const passed = await takePassedConnections(server.app);
    turns.add({
      take: (socket) => {
        passed(socket);
        // A connection that came from another process isn't paused.
        socket.resume();
      },
    });
  };

  it('answers on those that came before it was ready, and keeps them', async () => {
    const client = await RawClient.open(base);
    client.socket.write(live);
    await take();
    expect(await client.next()).to.match(/^HTTP\/1\.1 200 /);
    expect(await client.exchange(live)).to.match(/^HTTP\/1\.1 200 /);
  });

  it("watches the connections' time limits", async () => {
    await take();
    const client = await RawClient.open(base);
    await client.exchange(live);
    // Node closes only those that it watches.
    server.app.server.closeIdleConnections();
    expect(await client.rest()).to.equal('');
  });

  it('answers what came in whole before it closes', async () => {
    await take();
    let finish = (_: SmsResult): void => undefined;
    const begun = new Promise<void>((resolve) => {
      send = () => {
        resolve();
        return new Promise((answered) => (finish = answered));
      };
    });
    const client = await RawClient.open(base);
    const answer = client.exchange(requestOf(1));
    await begun;
    await port.close();
    let isClosed = false;
    const closed = Promise.resolve(server.app.close()).then(() => (isClosed = true));
    await clock.set(20_000);
    // Long enough for a close that waits for nothing.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(isClosed).to.equal(false);
    finish({ kind: 'sent', messageId: '1' });
    expect(await answer)
      .to.match(/^HTTP\/1\.1 200 [^]*"success":true/)
      .and.match(/^connection: close\r$/im);
    await closed;
  });
});

describe('a shared port', () => {
  it('gives away every connection that waits as it closes, and takes none after', async () => {
    const turns = new Turns();
    const port = new SharedPort(turns, monotonicClock);
    const base = await port.listen('127.0.0.1', 0);
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(base)));
    await port.close();
    let given = 0;
    turns.add({
      take: (socket) => {
        given += 1;
        socket.end('taken');
      },
    });
    expect(await Promise.all(clients.map((client) => client.rest()))).to.deep.equal(
      clients.map(() => 'taken'),
    );
    expect(given).to.equal(20);
    expect(await RawClient.open(base).catch(String)).to.include('ECONNREFUSED');
  });
});
