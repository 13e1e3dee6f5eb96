import { AltchaChallenge } from '@threepid/challenge-altcha';
import { challengeContract } from '@threepid/contract-tests';
import type { ChallengeOffer } from '@threepid/core';
import { solveChallenge, type Challenge, type Payload } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

const secret = 'a secret for tests, of a good length';

describe('AltchaChallenge', () => {
  challengeContract({
    describe,
    it,
    lifetimeMs: 300_000,
    create: () => {
      const challenge = new AltchaChallenge({ secret, mostTries: 20, iterations: 10 });
      return Promise.resolve({ challenge, solve, respell, secrets: [secret] });
    },
  });
});

async function solve(offer: ChallengeOffer): Promise<string> {
  const { parameters, signature } = offer as unknown as Required<Challenge>;
  const challenge = { parameters, signature };
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('it took too long');
  return encode({ challenge, solution });
}

function respell(answer: string): readonly string[] {
  const { challenge, solution } = JSON.parse(Buffer.from(answer, 'base64').toString()) as Payload;
  const signature = challenge.signature?.toUpperCase() ?? '';
  return [
    encode({ solution, challenge }),
    encode({ challenge, solution: { ...solution, counter: solution.counter + 1 } }),
    encode({ challenge: { ...challenge, signature }, solution }),
    encode({ challenge: { ...challenge, signature: ` ${challenge.signature ?? ''}` }, solution }),
    Buffer.from(answer, 'base64').toString('base64url'),
  ];
}

function encode(payload: Payload): string {
  return Buffer.from(JSON.stringify(payload)).toString('base64');
}
