import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { HttpLoad, mostUnread } from '../load.js';
import { ServerProcess } from '../server-process.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const clients = 12;

describe('the stop of the stand-alone server, as a process under load', () => {
  let peer: Awaited<ReturnType<typeof startWebhookPeer>>;
  let server: ServerProcess;

  beforeEach(async () => {
    peer = await startWebhookPeer(secret);
    server = new ServerProcess({
      environment: {
        THREEPID_LIMITS: 'off',
        THREEPID_GUARD: 'off',
        THREEPID_LOG_LEVEL: 'warn',
        THREEPID_SMS: 'webhook',
        THREEPID_WEBHOOK_URL: peer.url,
        THREEPID_WEBHOOK_SECRET: secret,
      },
    });
  });
  afterEach(async () => {
    await server.kill();
    await peer.close();
  });

  for (const [name, keepAlive] of [
    ['keep their connections', true],
    ['open a connection for each request', false],
  ] as const) {
    it(`loses no request of clients that ${name}`, async () => {
      const load = new HttpLoad(await server.url(), { clients, keepAlive });
      await load.reached(clients * 5);
      server.signal('SIGTERM');
      await load.ended;
      expect(await server.exit).to.deep.equal({ code: 0, signal: null });
      expect(load.lost).to.be.at.most(keepAlive ? 0 : mostUnread);
      expect(peer.messages).to.have.length(load.outcomes.get('200') ?? 0);
    });
  }

  it('treats a repeated signal as one', async () => {
    const load = new HttpLoad(await server.url(), { clients, keepAlive: true });
    await load.reached(clients);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) server.signal(signal);
    await server.printed(/SIG(?:INT|TERM): answering/);
    server.signal('SIGINT');
    await load.ended;
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    expect(load.lost).to.equal(0);
    expect(server.stderr).to.match(/threepid: stopped/);
  });
});
