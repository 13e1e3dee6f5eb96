import type { SmsResult } from '@threepid/core';
import { createInbox, inboxPath } from '@threepid/inbox';
import { expect } from 'chai';
import { RawClient, requestOf, SetClock, startTestServer, type TestServer } from '../test-server.js';

const live = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';
const closes = /^connection: close\r$/im;
const sent: SmsResult = { kind: 'sent', messageId: '1' };

describe('a stop of the HTTP server', () => {
  const inbox = createInbox();
  let clock: SetClock;
  let server: TestServer;
  let stopped: Promise<void> | undefined;
  let send: () => Promise<SmsResult>;

  beforeEach(async () => {
    clock = new SetClock();
    stopped = undefined;
    send = () => Promise.resolve(sent);
    server = await startTestServer({ clock, inbox, sms: { name: 'test', send: () => send() } });
  });
  afterEach(async () => {
    server.app.server.closeAllConnections();
    clock.jump(1_000_000);
    await (stopped ?? server.app.close());
  });

  const open = () => RawClient.open(server.base);
  /** Begins the stop, and resolves when the port is closed. */
  const stop = async (): Promise<void> => {
    stopped = Promise.resolve(server.app.close());
    while (server.app.server.listening) await new Promise(setImmediate);
  };

  it('answers requests on connections that were idle or never used, and closes each with its answer', async () => {
    const [used, unused] = [await open(), await open()];
    expect(await used.exchange(live)).not.to.match(closes);
    await stop();
    for (const client of [used, unused]) {
      const answer = await client.exchange(requestOf(1));
      expect(answer)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.match(closes);
      expect(await client.rest()).to.equal('');
    }
    await stopped;
  });

  it('closes what stays silent for a second, and not before', async () => {
    const [idle, unused, later] = [await open(), await open(), await open()];
    await idle.exchange(live);
    await stop();
    await clock.set(999);
    expect(await later.exchange(live)).to.match(/^HTTP\/1\.1 200 /);
    clock.jump(1_000);
    expect([await idle.rest(), await unused.rest()]).to.deep.equal(['', '']);
    await stopped;
  });

  it('waits for the rest of a head a second after its last byte, and of a body five', async () => {
    const [head, body] = [await open(), await open()];
    const request = requestOf(2);
    body.socket.write(request.slice(0, -5));
    await stop();
    head.socket.write(live.slice(0, 20));
    await clock.set(900);
    await clock.set(1_800);
    expect(await head.exchange(live.slice(20))).to.match(/^HTTP\/1\.1 200 /);
    await clock.set(4_900);
    expect(await body.exchange(request.slice(-5))).to.match(/^HTTP\/1\.1 200 /);
    await stopped;
  });

  it('ends with a body that never comes in whole, and with one that trickles', async () => {
    const [silent, trickling] = [await open(), await open()];
    for (const { socket } of [silent, trickling]) socket.write(requestOf(3).slice(0, -50));
    await stop();
    for (const time of [2_000, 4_000, 6_000]) {
      trickling.socket.write(' ');
      await clock.set(time);
    }
    await silent.rest();
    expect(trickling.socket.closed).to.equal(false);
    clock.jump(8_000);
    await trickling.rest();
    await stopped;
  });

  it('waits for the answer of a request that came in whole, however long it takes', async () => {
    const client = await open();
    let finish = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      send = () => {
        resolve();
        return new Promise(
          (answered) =>
            (finish = () => {
              answered(sent);
            }),
        );
      };
    });
    const answer = client.exchange(requestOf(4));
    await begun;
    await stop();
    await clock.set(20_000);
    finish();
    expect(await answer).to.match(/^HTTP\/1\.1 200 [^]*"success":true/);
    await stopped;
  });

  it('answers all requests that a client sent ahead, and that it has begun', async () => {
    const client = await open();
    await stop();
    const first = await client.exchange([5, 6, 7].map(requestOf).join(''));
    const others = [await client.next(), await client.next()];
    expect([first, ...others].map((answer) => answer.slice(9, 12))).to.deep.equal(['200', '200', '200']);
    clock.jump(1_000);
    await stopped;
  });

  it('answers connections that nobody has accepted yet, with what they sent', async () => {
    const clients = Array.from({ length: 10 }, async (_, index) => {
      const client = await open();
      return client.exchange(requestOf(index));
    });
    await stop();
    clock.jump(1_000);
    const answers = await Promise.all(clients);
    for (const answer of answers) expect(answer).to.match(/^HTTP\/1\.1 200 /);
    await stopped;
  });

  it('lets go of a page of the inbox that waits', async () => {
    const client = await open();
    const answer = client.exchange(`GET ${inboxPath}/messages?after=99 HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise(setImmediate);
    await stop();
    expect(await answer).to.match(/^HTTP\/1\.1 200 /);
    clock.jump(1_000);
    await stopped;
  });
});
