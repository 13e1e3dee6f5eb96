import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { readSettings, startServer, type Environment, type RunningServer } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { requestToken } from '../test-server.js';

type Headers = Readonly<Record<string, string>>;

/** One message more than an address gets for one number, and as many as the number gets. */
const many = 4;

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('the server behind a proxy on the same machine', () => {
  let peer: Awaited<ReturnType<typeof startWebhookPeer>>;
  let server: RunningServer | undefined;
  let lines: string[] = [];
  let round = 0;

  before(async () => {
    peer = await startWebhookPeer(secret);
  });
  after(() => peer.close());
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function start(environment: Environment): Promise<void> {
    lines = [];
    const settings = await readSettings({
      PORT: '0',
      THREEPID_SMS: 'webhook',
      THREEPID_WEBHOOK_URL: peer.url,
      THREEPID_WEBHOOK_SECRET: secret,
      ...environment,
    });
    const logger = createLogger('warn', { write: (line: string) => void lines.push(line) });
    server = await startServer(settings, { logger });
  }

  /** Asks for messages to one number, another one each time, and answers the statuses that there were. */
  async function ask(headersOf: (index: number) => Headers): Promise<readonly number[]> {
    const statuses = new Set<number>();
    round += 1;
    for (let index = 0; index < many; index += 1) {
      const body = JSON.stringify({
        client_secret: `round-${round}-${index}`,
        country: 'GB',
        phone_number: `+447400${100 + round}999`,
        send_attempt: 1,
      });
      const init = { method: 'POST', headers: headersOf(index), body };
      statuses.add((await fetch(`${server?.url ?? ''}${requestToken}`, init)).status);
    }
    return [...statuses].sort();
  }

  const forwarded = (index: number): Headers => ({ 'X-Forwarded-For': `203.0.113.${index}` });
  const nobody = (): Headers => ({});
  const warnings = () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

  it('counts all as one if it does not know the proxy, and says once what to set', async () => {
    await start({});
    expect(await ask(forwarded)).to.deep.equal([200, 429]);
    expect(warnings()).to.have.length(1);
    expect(warnings()[0]?.['msg'])
      .to.match(/^127\.0\.0\.1 sends x-forwarded-for, .* have one address to the guard/)
      .and.to.include('set THREEPID_TRUST_PROXY=127.0.0.1');
    expect(server?.summary).to.include(
      "\naddresses: each peer's own | trusted proxies: none | delegates: none",
    );
  });

  it('says so of each header that proxies add, and of nothing else', async () => {
    for (const header of ['Forwarded', 'X-Real-IP', 'X-Forwarded-For']) {
      await start({});
      await fetch(`${server?.url ?? ''}/_matrix/identity/versions`, { headers: { [header]: 'for=x' } });
      expect(warnings()[0]?.['msg'], header).to.include('set THREEPID_TRUST_PROXY=127.0.0.1');
      await server?.close();
    }
    await start({});
    await ask(nobody);
    expect(warnings()).to.deep.equal([]);
  });

  it('counts each person if it knows the proxy', async () => {
    await start({ THREEPID_TRUST_PROXY: '127.0.0.0/8' });
    expect(await ask(forwarded)).to.deep.equal([200]);
    expect(await ask(() => forwarded(300))).to.deep.equal([200, 429]);
    expect(warnings()).to.deep.equal([]);
    expect(server?.summary).to.include(
      '\naddresses: what trusted proxies name | trusted proxies: 127.0.0.0/8 | delegates: none',
    );
  });

  it('counts all as one if the proxy names nobody, and says so once', async () => {
    for (const headersOf of [nobody, (index: number): Headers => ({ 'X-Real-IP': `203.0.113.${index}` })]) {
      await start({ THREEPID_TRUST_PROXY: '127.0.0.1' });
      await fetch(`${server?.url ?? ''}/health/live`);
      expect(warnings()).to.deep.equal([]);
      expect(await ask(headersOf)).to.deep.equal([200, 429]);
      expect(warnings()).to.have.length(1);
      expect(warnings()[0]?.['msg'])
        .to.match(/^the proxy 127\.0\.0\.1 sends no X-Forwarded-For: .* have one address to the guard/)
        .and.to.include('proxy_set_header');
      await server?.close();
    }
  });

  it('does not count a delegate, and warns of a proxy that is one', async () => {
    await start({ THREEPID_DELEGATES: '127.0.0.1', THREEPID_DELEGATE_SECRET: 'of-sixteen-letters' });
    expect(await ask(nobody)).to.deep.equal([200]);
    expect(warnings()).to.deep.equal([]);
    expect(server?.summary).to.include('| delegates: 127.0.0.1, by secret').and.not.include('letters');
    expect(await ask(forwarded)).to.deep.equal([200]);
    expect(warnings()).to.have.length(1);
    expect(warnings()[0]?.['msg']).to.include('is a delegate').and.include('out of THREEPID_DELEGATES');
  });

  it('tells a delegate from the people behind a proxy at the same address', async () => {
    await start({ THREEPID_TRUST_PROXY: '127.0.0.1', THREEPID_DELEGATES: '127.0.0.1' });
    expect(await ask(nobody)).to.deep.equal([200]);
    expect(await ask(() => forwarded(7))).to.deep.equal([200, 429]);
    expect(warnings()).to.deep.equal([]);
    await ask(() => ({ Forwarded: 'for=203.0.113.7' }));
    expect(warnings()[0]?.['msg']).to.include('sends no X-Forwarded-For').and.include('is a delegate');
  });

  it('says that addresses are counted without the guard too, by the fixed limits', async () => {
    await start({ THREEPID_GUARD: 'off' });
    expect(await ask(nobody)).to.deep.equal([200, 429]);
    expect(server?.summary).to.include("\naddresses: each peer's own |").and.include('THREEPID_GUARD=off');
  });

  for (const guard of [{}, { THREEPID_GUARD: 'off' }]) {
    const set = ['THREEPID_LIMITS', ...Object.keys(guard)].join(' and ');
    it(`says that nothing is counted with ${set} off, and names THREEPID_LIMITS`, async () => {
      await start({ THREEPID_LIMITS: 'off', ...guard });
      expect(await ask(nobody)).to.deep.equal([200]);
      expect(server?.summary)
        .to.match(/\naddresses: not counted\nWARNING: THREEPID_LIMITS=off: .* SMS pumping/)
        .and.not.include('THREEPID_GUARD');
    });
  }

  it('says that the guard sees addresses where it is on without limits', async () => {
    await start({ THREEPID_LIMITS: 'off', THREEPID_GUARD: 'enforce' });
    expect(server?.summary)
      .to.include("\naddresses: each peer's own |")
      .and.include('WARNING: THREEPID_LIMITS=off: a number can get any number of messages that the guard');
  });
});
