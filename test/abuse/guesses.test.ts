import { createThreepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const minute = 60_000;
const everyMs = 2 * minute;
const asked = (24 * 60 * minute) / everyMs;
const v1 = '/_matrix/identity/api/v1/validate/msisdn';

/** A framework whose messages all arrive, and a call from an address. */
function victim() {
  let now = Date.UTC(2026, 0, 1);
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'silent', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) },
    clock: { now: () => now },
    production: true,
  });
  return {
    wait: (ms: number) => {
      now += ms;
    },
    post: async (path: string, body: object, remoteAddress: string) => {
      const request = { method: 'POST', path: v1 + path, query: '', headers: {}, remoteAddress };
      const answer = await threepid.handle({ ...request, body: JSON.stringify(body) });
      return JSON.parse(answer?.body ?? '{}') as Readonly<Record<string, unknown>>;
    },
  };
}

describe('one attacker who guesses for a day', () => {
  it('has at most 25 codes judged against one number, from as many addresses and client secrets', async () => {
    const { post, wait } = victim();
    const errcodes: unknown[] = [];
    for (let index = 0; index < asked; index += 1) {
      const address = `198.18.${index >> 8}.${index & 255}`;
      const session = { client_secret: `s${index}` };
      const number = { country: 'GB', phone_number: '07400123456', send_attempt: 1 };
      const { sid } = await post('/requestToken', { ...session, ...number }, address);
      for (let guess = 0; guess < 6 && sid !== undefined; guess += 1) {
        const token = String(guess).padStart(6, '0');
        errcodes.push((await post('/submitToken', { ...session, sid, token }, address))['errcode']);
      }
      wait(everyMs);
    }
    const judged = errcodes.filter((errcode) => errcode !== 'M_SESSION_EXPIRED');
    expect(judged).to.have.lengthOf.within(1, 25);
  });
});
