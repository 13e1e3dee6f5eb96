import { AltchaChallenge } from '@threepid/challenge-altcha';
import { createThreepid, MatrixError, type SmsMessage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect } from 'chai';

const secret = 'a secret for tests, of a good length';

describe('the guard with AltchaChallenge', () => {
  it('sends to those who have done the work, once', async () => {
    const messages: SmsMessage[] = [];
    const threepid = createThreepid({
      secret,
      storage: new MemorySessionStorage(),
      sms: {
        name: 'recording',
        send: (message) => {
          messages.push(message);
          return Promise.resolve({ kind: 'sent', messageId: 'id' });
        },
      },
      production: true,
      challenge: new AltchaChallenge({ secret, mostTries: 20, iterations: 10 }),
    });
    const ask = (index: number, challengeAnswer?: string) =>
      threepid
        .requestToken({
          clientSecret: 'a.secret',
          country: 'GB',
          phoneNumber: `0740${String(1_000_000 + index * 37_781)}`,
          clientAddress: '203.0.113.7',
          challengeAnswer,
        })
        .then(() => undefined, offerOf);
    const offers = [];
    for (let index = 0; index < 20; index += 1) offers.push(await ask(index));
    const sent = messages.length;
    expect(sent).to.be.within(1, 19);
    const answer = await solve(offers[19] ?? {});
    expect(await ask(18, answer)).to.include({ type: 'altcha' });
    expect(await ask(19, answer)).to.equal(undefined);
    expect(await ask(19, answer)).to.include({ type: 'altcha' });
    expect(messages).to.have.length(sent + 1);
  });
});

function offerOf(error: unknown): Readonly<Record<string, unknown>> | undefined {
  if (error instanceof MatrixError && error.errcode === 'M_LIMIT_EXCEEDED') return error.challenge;
  throw error;
}

async function solve(offer: Readonly<Record<string, unknown>>): Promise<string> {
  const { parameters, signature } = offer as unknown as Required<Challenge>;
  const challenge = { parameters, signature };
  const solution = await solveChallenge({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}
