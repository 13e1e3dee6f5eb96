import { startHcaptchaPeer, startTurnstilePeer, type SiteverifyPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { readSettings, startServer, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { requestToken } from './test-server.js';

describe('the challenge of the stand-alone server', () => {
  let server: RunningServer | undefined;
  afterEach(() => server?.close());

  async function start(environment: Readonly<Record<string, string>>): Promise<void> {
    const settings = await readSettings({
      PORT: '0',
      NODE_ENV: 'production',
      THREEPID_SMS: 'console!',
      ...environment,
    });
    const sms = { name: 'none', send: () => Promise.resolve({ kind: 'sent' as const, messageId: 'id' }) };
    const open = () => Promise.resolve({ sender: sms, close: () => Promise.resolve() });
    const check = () => Promise.resolve([]);
    const providers = [{ name: 'none', isForDevelopment: false, settings: [], errors: [], check, open }];
    server = await startServer({ ...settings, providers }, { logger: createLogger('silent') });
  }

  /** One address asks for messages to numbers all over the country: the last answer. */
  async function ask(): Promise<Readonly<Record<string, unknown>>> {
    let answer: Readonly<Record<string, unknown>> = {};
    for (let index = 0; index < 20; index += 1) answer = await askFor(index);
    return answer;
  }

  async function askFor(index: number, challengeAnswer?: string): Promise<Readonly<Record<string, unknown>>> {
    const body = JSON.stringify({
      client_secret: `index-${index}`,
      country: 'GB',
      phone_number: `0740${1_000_000 + index * 37_781}`,
      challenge_answer: challengeAnswer,
    });
    const response = await fetch(`${server?.url}${requestToken}`, { method: 'POST', body });
    return (await response.json()) as Readonly<Record<string, unknown>>;
  }

  it('is proof of work by ALTCHA', async () => {
    await start({ THREEPID_SECRET: 'a secret for tests, of a good length' });
    expect(server?.summary).to.include('| guard enforce | budgets none | challenge altcha |');
    const answer = await ask();
    expect(answer).to.include({ errcode: 'M_LIMIT_EXCEEDED' });
    expect(answer['challenge']).to.include({ type: 'altcha', max_counter: 3_000 });
  });

  describe('that a widget asks', () => {
    const keys = { siteKey: 'public', secret: 'a-secret' };
    let peer: SiteverifyPeer | undefined;
    afterEach(() => peer?.close());

    for (const [name, startPeer] of [
      ['turnstile', startTurnstilePeer],
      ['hcaptcha', startHcaptchaPeer],
    ] as const)
      it(`is ${name}, with its keys`, async () => {
        peer = await startPeer(keys);
        const prefix = `THREEPID_${name.toUpperCase()}`;
        await start({
          THREEPID_SECRET: 'a secret for tests, of a good length',
          THREEPID_CHALLENGE: name,
          [`${prefix}_SITE_KEY`]: keys.siteKey,
          [`${prefix}_SECRET`]: keys.secret,
          [`${prefix}_URL`]: peer.url,
        });
        expect(server?.summary).to.include(`| guard enforce | budgets none | challenge ${name} |`);
        const { challenge } = await ask();
        expect(challenge).to.include({ type: name, sitekey: keys.siteKey });
        const { sitekey = '', cdata } = challenge as Readonly<Record<string, string>>;
        const solved = await askFor(19, peer.solve({ sitekey, cdata }));
        expect(solved).to.include({ success: true });
      });
  });

  it('is none with THREEPID_CHALLENGE=off', async () => {
    await start({ THREEPID_SECRET: 'a secret for tests, of a good length', THREEPID_CHALLENGE: 'off' });
    expect(server?.summary).to.include('| guard enforce | budgets none | challenge off |');
    expect(await ask())
      .to.include({ errcode: 'M_LIMIT_EXCEEDED' })
      .and.not.have.property('challenge');
  });

  it('is not named where the guard asks for none', async () => {
    await start({ THREEPID_SECRET: 'a secret for tests, of a good length', THREEPID_GUARD: 'monitor' });
    expect(server?.summary).to.include('| guard monitor |').and.not.include('challenge');
  });
});
