import { MemorySessionStorage } from '@threepid/storage-memory';
import { createThreepid, type SmsMessage } from '@threepid/core';
import { expect } from 'chai';
import { identityV1 } from '../identity-client.js';
import { ServerProcess } from '../server-process.js';
import { hosts, type ListeningHost } from './hosts.js';

/** An answer as Synapse relays it to its client. */
interface Relayed {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const publicBaseUrl = 'https://matrix.example.org/';

/**
 * Synapse's calls to `account_threepid_delegates.msisdn`: JSON over v1, without a token or the person's address. It
 * replaces `submit_url`, and passes on other keys and errors.
 */
class SynapseReplay {
  constructor(private readonly delegate: string) {}

  async requestToken(body: Readonly<Record<string, unknown>>): Promise<Relayed> {
    const { status, body: answer } = await this.post('/validate/msisdn/requestToken', body);
    if (status !== 200) return { status, body: answer };
    const submit_url = `${publicBaseUrl}_matrix/client/unstable/add_threepid/msisdn/submit_token`;
    return { status, body: { ...answer, submit_url } };
  }

  submitToken(body: Readonly<Record<string, unknown>>): Promise<Relayed> {
    return this.post('/validate/msisdn/submitToken', body);
  }

  /** A status other than 2xx, or an answer without a medium, means that the number was not validated. */
  async threepidFromCreds(
    sid: string,
    client_secret: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const query = new URLSearchParams({ sid, client_secret }).toString();
    const response = await fetch(`${this.delegate}${identityV1}/3pid/getValidated3pid?${query}`, {
      headers: synapse,
    });
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    return response.ok && 'medium' in body ? body : undefined;
  }

  private async post(call: string, body: Readonly<Record<string, unknown>>): Promise<Relayed> {
    const headers = { ...synapse, 'content-type': 'application/json' };
    const response = await fetch(`${this.delegate}${identityV1}${call}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  }
}

const synapse = { 'user-agent': 'Synapse/1.120.0', accept: 'application/json' };

describe("Synapse's calls to a delegate", () => {
  describe('on the stand-alone server, at a prefix and only for the homeserver', () => {
    let server: ServerProcess;
    let delegate: SynapseReplay;
    before(async () => {
      server = new ServerProcess({
        environment: {
          THREEPID_V1: 'delegates',
          THREEPID_V1_PREFIX: '/hard-to-guess',
          THREEPID_DELEGATES: '127.0.0.1',
        },
      });
      // With a trailing slash, as administrators write it: Synapse appends its paths without removing it.
      delegate = new SynapseReplay(`${await server.url()}/hard-to-guess/`);
    });
    after(async () => {
      await server.kill();
    });

    it('verify a number, with its result read before, after and again', async () => {
      const asked = {
        country: 'GB',
        phone_number: '07700900001',
        client_secret: 'a.secret',
        send_attempt: 1,
      };
      const { status, body } = await delegate.requestToken(asked);
      expect(status).to.equal(200);
      expect(body).to.include({
        success: true,
        msisdn: '447700900001',
        intl_fmt: '+44 7700 900001',
        submit_url: 'https://matrix.example.org/_matrix/client/unstable/add_threepid/msisdn/submit_token',
      });
      const sid = String(body['sid']);
      expect(await delegate.threepidFromCreds(sid, 'a.secret')).to.equal(undefined);

      const token = await server.code();
      const wrong = await delegate.submitToken({ sid, client_secret: 'a.secret', token: '000' });
      expect(wrong).to.deep.include({ status: 200 });
      expect(wrong.body).to.include({ success: false, errcode: 'M_TOKEN_INCORRECT' });
      const right = await delegate.submitToken({ sid, client_secret: 'a.secret', token });
      expect(right).to.deep.equal({ status: 200, body: { success: true } });

      const first = await delegate.threepidFromCreds(sid, 'a.secret');
      expect(first).to.include({ medium: 'msisdn', address: '447700900001' });
      for (let again = 0; again < 3; again += 1)
        expect(await delegate.threepidFromCreds(sid, 'a.secret')).to.deep.equal(first);
      expect(await delegate.threepidFromCreds(sid, 'another.secret')).to.equal(undefined);
    });

    it('relay an error with its status, errcode, text and fields', async () => {
      const asked = { country: 'GB', phone_number: '07700900002', client_secret: 'a.secret' };
      for (let send_attempt = 1; send_attempt <= 5; send_attempt += 1)
        expect((await delegate.requestToken({ ...asked, send_attempt })).status).to.equal(200);
      const { status, body } = await delegate.requestToken({ ...asked, send_attempt: 6 });
      expect([status, body['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
      expect(body['error']).to.be.a('string').with.length.above(0);
      expect(body['retry_after_ms']).to.be.within(1, 600_000);
      const invalid = await delegate.requestToken({ ...asked, phone_number: '12', send_attempt: 1 });
      expect([invalid.status, invalid.body['errcode']]).to.deep.equal([400, 'M_INVALID_ADDRESS']);
    });
  });

  for (const [framework, start] of Object.entries(hosts)) {
    describe(`on a host of ${framework}`, () => {
      const day = 86_400_000;
      let now = Date.UTC(2026, 0, 1);
      let host: ListeningHost;
      let delegate: SynapseReplay;
      const messages: SmsMessage[] = [];
      before(async () => {
        const threepid = createThreepid({
          secret: 'a secret for tests, of a good length',
          storage: new MemorySessionStorage(),
          sms: {
            name: 'recording',
            send: (message) => {
              messages.push(message);
              return Promise.resolve({ kind: 'sent', messageId: 'id' });
            },
          },
          production: true,
          clock: { now: () => now },
          limits: { perNumber: [], perAddress: [{ messages: 1, windowMs: day }] },
          delegates: { addresses: ['127.0.0.1', '::1'] },
        });
        host = await start(threepid);
        delegate = new SynapseReplay(host.url);
      });
      after(async () => {
        await host.stop();
      });

      it('read a validated number until its session expires a day later', async () => {
        const asked = {
          country: 'GB',
          phone_number: '07400123456',
          client_secret: 'a.secret',
          send_attempt: 1,
        };
        const sid = String((await delegate.requestToken(asked)).body['sid']);
        const token = /\b[0-9]{6}\b/.exec(messages.at(-1)?.text ?? '')?.[0];
        now += 5 * 60_000;
        await delegate.submitToken({ sid, client_secret: 'a.secret', token });
        const validated = { medium: 'msisdn', address: '447400123456', validated_at: now };
        for (const wait of [0, 60_000, 3_600_000, day - 3_660_001]) {
          now += wait;
          expect(await delegate.threepidFromCreds(sid, 'a.secret')).to.deep.equal(validated);
        }
        now += 1;
        expect(await delegate.threepidFromCreds(sid, 'a.secret')).to.equal(undefined);
      });

      it('are not limited by the address of the homeserver, which all have in common', async () => {
        const statuses: number[] = [];
        for (let person = 10; person < 22; person += 1) {
          const asked = {
            country: 'GB',
            phone_number: `0740${person}11111`,
            client_secret: `secret.${person}`,
            send_attempt: 1,
          };
          statuses.push((await delegate.requestToken(asked)).status);
        }
        expect(new Set(statuses)).to.deep.equal(new Set([200]));
      });
    });
  }
});
