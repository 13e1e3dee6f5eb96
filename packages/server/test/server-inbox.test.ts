import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { inboxPath } from '@threepid/inbox';
import { expect } from 'chai';
import { readSettings, startServer, type Environment, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { RawClient, requestOf, requestToken } from './test-server.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const webhook = {
  THREEPID_SMS: 'webhook',
  THREEPID_WEBHOOK_URL: 'https://sms.example.org/send',
  THREEPID_WEBHOOK_SECRET: secret,
};

describe('the inbox of the stand-alone server, unless a setting says', () => {
  const isOn = async (environment: Environment): Promise<boolean> => (await readSettings(environment)).inbox;

  const on: readonly Environment[] = [
    {},
    { HOST: 'localhost' },
    { HOST: '127.1.2.3' },
    { HOST: '::1' },
    { HOST: '::ffff:127.0.0.1' },
    { THREEPID_PUBLIC_URL: 'http://localhost:8090' },
    { THREEPID_PUBLIC_URL: 'http://127.0.0.1' },
    { THREEPID_PUBLIC_URL: 'http://app.localhost:8090' },
    { THREEPID_PUBLIC_URL: 'http://[::1]:8090/id' },
  ];
  for (const environment of on) {
    it(`is on with ${JSON.stringify(environment)}`, async () => {
      expect(await isOn(environment)).to.equal(true);
    });
  }

  const off: readonly Environment[] = [
    { NODE_ENV: 'production' },
    { HOST: '0.0.0.0' },
    { HOST: '192.168.0.10' },
    { HOST: 'app.localhost' },
    { HOST: '[::1]' },
    webhook,
    { ...webhook, THREEPID_SMS: 'console,webhook' },
    { THREEPID_PUBLIC_URL: 'https://id.example.org' },
    { THREEPID_PUBLIC_URL: 'http://localhost.example.org' },
    { THREEPID_TRUST_PROXY: '127.0.0.1' },
    { THREEPID_INBOX: 'off' },
  ];
  for (const environment of off) {
    it(`is off with ${Object.entries(environment).join(' ')}`, async () => {
      expect(await isOn(environment)).to.equal(false);
      const wanted = { ...environment, NODE_ENV: '', THREEPID_INBOX: 'on' };
      expect(await isOn(wanted)).to.equal(true);
    });
  }
});

describe('the inbox of a stand-alone server that runs', () => {
  let peer: Awaited<ReturnType<typeof startWebhookPeer>>;
  let server: RunningServer | undefined;
  beforeEach(async () => {
    peer = await startWebhookPeer(secret);
  });
  afterEach(async () => {
    await server?.close();
    await peer.close();
  });

  const start = async (environment: Environment): Promise<void> => {
    const all = { PORT: '0', ...webhook, THREEPID_WEBHOOK_URL: peer.url, ...environment };
    server = await startServer(await readSettings(all), { logger: createLogger('silent') });
  };
  /** Closes its connection: no stop waits for it. */
  const answerTo = async (request: string): Promise<string> =>
    (await RawClient.open(server?.url ?? '')).exchange(request.replace('\r\n', '\r\nConnection: close\r\n'));
  const inboxWith = (headers = ''): Promise<string> =>
    answerTo(`GET ${inboxPath}/messages HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
  const fiction = JSON.stringify({
    client_secret: 'a',
    country: 'GB',
    phone_number: '07700900001',
    send_attempt: 1,
  });

  it('is not there with a real provider, whose messages nobody reads', async () => {
    await start({});
    expect(await answerTo(requestOf(1))).to.match(/^HTTP\/1\.1 200 /);
    expect(peer.messages).to.have.length(1);
    expect(await inboxWith()).to.match(/^HTTP\/1\.1 404 /);
    expect(server?.summary).not.to.include(inboxPath);
  });

  it('shows the messages of a real provider where the setting says so, and warns', async () => {
    await start({ THREEPID_INBOX: 'on' });
    await answerTo(requestOf(1));
    expect(await inboxWith()).to.include('+447400120001');
    expect(server?.summary).to.match(/^WARNING: THREEPID_INBOX=on/m);
  });

  it('shows the messages of test numbers, and nothing to what a proxy hands on', async () => {
    await start({ THREEPID_SMS: 'console' });
    const head = `POST ${requestToken} HTTP/1.1\r\nHost: a\r\nContent-Length: ${fiction.length}\r\n\r\n`;
    expect(await answerTo(head + fiction)).to.match(/^HTTP\/1\.1 200 /);
    expect(await inboxWith()).to.match(/^HTTP\/1\.1 200 [^]*\+447700900001/);
    for (const header of [
      'Forwarded: for=127.0.0.1',
      'Via: 1.1 a',
      'X-Forwarded-For: 127.0.0.1',
      'X-Real-IP: ::1',
    ]) {
      expect(await inboxWith(`${header}\r\n`))
        .to.match(/^HTTP\/1\.1 403 /)
        .and.not.include('447700900001');
    }
    expect(server?.summary).to.include(inboxPath).and.not.include('WARNING: THREEPID_INBOX');
  });
});
