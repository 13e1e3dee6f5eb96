import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { createThreepid, type Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { pino } from 'pino';
import { readSettings, startServer, type Environment } from 'threepid';
import { hosts } from '../homeserver/hosts.js';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/** Asks for a message to number `index` of one range. */
type Ask = (index: number) => Promise<Response>;

/** A host that is asked from one address, and how to stop it. */
interface AskedHost {
  readonly ask: Ask;
  readonly stop: () => Promise<unknown>;
}

function newThreepid(): Threepid {
  return createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'none', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) },
  });
}

function requestOf(index: number) {
  const body = JSON.stringify({
    client_secret: `pumping.${index}`,
    country: 'GB',
    phone_number: `0740012${String(index).padStart(4, '0')}`,
    send_attempt: 1,
  });
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}

const over =
  (url: string): Ask =>
  (index) =>
    fetch(url + path, requestOf(index));

async function standalone(environment: Environment = {}): Promise<AskedHost> {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const peer = await startWebhookPeer(secret);
  const settings = await readSettings({
    PORT: '0',
    THREEPID_SMS: 'webhook',
    THREEPID_WEBHOOK_URL: peer.url,
    THREEPID_WEBHOOK_SECRET: secret,
    ...environment,
  });
  const server = await startServer(settings, { logger: pino({ level: 'silent' }) });
  return { ask: over(server.url), stop: () => Promise.all([server.close(), peer.close()]) };
}

const starts: Readonly<Record<string, () => Promise<AskedHost>>> = {
  ...Object.fromEntries(
    Object.entries(hosts).map(([name, start]) => [
      name,
      async () => {
        const host = await start(newThreepid());
        return { ask: over(host.url), stop: () => host.stop() };
      },
    ]),
  ),
  'the standalone server': () => standalone(),
};

async function statusesOf(start: () => Promise<AskedHost>): Promise<readonly number[]> {
  const { ask, stop } = await start();
  try {
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await ask(index)).status);
    return statuses;
  } finally {
    await stop();
  }
}

const eight = Array.from({ length: 8 }, () => 200);

describe('the guard, which nobody has set up,', () => {
  for (const [name, start] of Object.entries(starts)) {
    it(`stops the pumping of a range through ${name}`, async () => {
      expect(await statusesOf(start)).to.deep.equal([...eight, 429, 429, 429, 429]);
    });
  }

  it('says when to come back', async () => {
    const { ask, stop } = await standalone();
    try {
      for (let index = 0; index < 8; index += 1) await ask(index);
      const answer = await ask(8);
      const { errcode, retry_after_ms: ms } = (await answer.json()) as Record<string, unknown>;
      expect([answer.status, errcode]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
      expect(ms).to.be.within(60_000, 24 * 3_600_000);
      expect(answer.headers.get('retry-after')).to.equal(String(Math.ceil(Number(ms) / 1_000)));
    } finally {
      await stop();
    }
  });

  for (const mode of ['monitor', 'off']) {
    it(`delays nothing with THREEPID_GUARD=${mode}`, async () => {
      const statuses = await statusesOf(() => standalone({ THREEPID_GUARD: mode }));
      expect(new Set(statuses)).to.deep.equal(new Set([200]));
    });
  }
});
