import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { Agent, request as httpRequest } from 'node:http';
import { identityV1 } from '../identity-client.js';
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
      const load = new Load(await server.url(), keepAlive);
      await load.reached(clients * 5);
      server.signal('SIGTERM');
      await load.ended;
      expect(await server.exit).to.deep.equal({ code: 0, signal: null });
      expect([...load.outcomes.keys()]).to.have.members(['200', 'ECONNREFUSED']);
      expect(peer.messages).to.have.length(load.outcomes.get('200') ?? 0);
    });
  }

  it('treats a repeated signal as one', async () => {
    const load = new Load(await server.url(), true);
    await load.reached(clients);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) server.signal(signal);
    await server.printed(/SIG(?:INT|TERM): answering/);
    server.signal('SIGINT');
    await load.ended;
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    expect([...load.outcomes.keys()]).to.have.members(['200', 'ECONNREFUSED']);
    expect(server.stdout).to.match(/threepid: stopped/);
  });
});

/** Clients that each send one request after the other with Node's agent, until the server accepts no more. */
class Load {
  /** Number of requests by status or error code. */
  readonly outcomes = new Map<string, number>();
  readonly ended: Promise<unknown>;
  private readonly agent: Agent;
  private index = 0;
  private wake = (): void => undefined;

  constructor(
    private readonly base: string,
    keepAlive: boolean,
  ) {
    this.agent = new Agent({ keepAlive });
    this.ended = Promise.all(Array.from({ length: clients }, () => this.run()));
  }

  /** Waits until `count` requests have been answered. */
  async reached(count: number): Promise<void> {
    while ((this.outcomes.get('200') ?? 0) < count) await new Promise<void>((wake) => (this.wake = wake));
  }

  private async run(): Promise<void> {
    for (let outcome = '200'; outcome === '200';) {
      outcome = await this.send();
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      this.wake();
    }
  }

  /** Sends a request without fetch, which would silently repeat a lost one. */
  private send(): Promise<string> {
    const url = `${this.base}${identityV1}/validate/msisdn/requestToken`;
    const headers = { 'content-type': 'application/json' };
    return new Promise((resolve) => {
      const request = httpRequest(url, { method: 'POST', headers, agent: this.agent }, (response) => {
        response.resume().once('close', () => {
          resolve(response.complete ? String(response.statusCode) : 'cut');
        });
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? error.message);
      });
      request.end(this.body());
    });
  }

  private body(): string {
    this.index += 1;
    const phone_number = `0740${String(1_000_000 + this.index)}`;
    return JSON.stringify({ client_secret: `c.${this.index}`, country: 'GB', phone_number, send_attempt: 1 });
  }
}
