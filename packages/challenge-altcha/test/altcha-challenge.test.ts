import { AltchaChallenge, type AltchaChallengeOptions } from '@threepid/challenge-altcha';
import type { ChallengeOffer } from '@threepid/core';
import { solveChallenge, type Challenge, type Payload, type Solution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect } from 'chai';
import fc from 'fast-check';

const secret = 'a secret for tests, of a good length';
/** Long ago: the time is the caller's, not the system's. */
const now = Date.UTC(2026, 0, 1);
const binding = 'AAAAAAAAAAAAAAAA';
const easy = { mostTries: 20, iterations: 10 };

const create = (options: Partial<AltchaChallengeOptions> = {}) =>
  new AltchaChallenge({ secret, ...easy, ...options });

const make = (challenge: AltchaChallenge, difficulty = 1) => challenge.make({ binding, difficulty, now });

/** As a widget of ALTCHA gets it. */
function challengeOf(offer: ChallengeOffer): Challenge {
  const { parameters, signature } = offer as unknown as Required<Challenge>;
  return { parameters, signature };
}

async function solutionOf(offer: ChallengeOffer): Promise<Solution> {
  const solution = await solveChallenge({ challenge: challengeOf(offer), deriveKey });
  if (solution === null) throw new Error('it took too long');
  return solution;
}

const encode = (payload: Payload) => Buffer.from(JSON.stringify(payload)).toString('base64');

async function solve(offer: ChallengeOffer): Promise<string> {
  return encode({ challenge: challengeOf(offer), solution: await solutionOf(offer) });
}

describe('AltchaChallenge', () => {
  it("takes what ALTCHA's own solver answers, by the time of the call", async () => {
    const challenge = create();
    const answer = await solve(await make(challenge));
    const verdict = await challenge.check({ answer, binding, now: now + 299_999 });
    expect(verdict).to.include({ kind: 'solved', expiresAt: now + 300_000 });
    expect(await challenge.check({ answer, binding, now: now + 300_000 })).to.deep.equal({
      kind: 'unsolved',
      reason: 'it is expired',
    });
  });

  it('has one id, however the answer is spelled', async () => {
    const challenge = create();
    const offer = await make(challenge);
    const { signature, parameters } = challengeOf(offer) as Required<Challenge>;
    const solution = await solutionOf(offer);
    const spellings: readonly Payload[] = [
      { challenge: { parameters, signature }, solution },
      { challenge: { signature, parameters }, solution: { ...solution, time: 7 } },
      { challenge: { parameters, signature }, solution: { ...solution, counter: solution.counter + 1 } },
    ];
    const ids = await Promise.all(
      spellings.map(async (payload) => {
        const verdict = await challenge.check({ answer: encode(payload), binding, now });
        return verdict.kind === 'solved' ? verdict.id : undefined;
      }),
    );
    expect(new Set(ids).size).to.equal(1);
    expect(ids[0]).to.be.a('string');
  });

  it('belongs to its number and client secret', async () => {
    const challenge = create();
    const answer = await solve(await make(challenge));
    expect(await challenge.check({ answer, binding: 'BBBBBBBBBBBBBBBB', now })).to.deep.equal({
      kind: 'unsolved',
      reason: 'it belongs to another number or client secret',
    });
  });

  it('is harder by its difficulty, and never takes more tries than it says', async () => {
    const challenge = create();
    const offers = await Promise.all(
      [1, 1, 1, 1, 4, 4, 4, 4, 0.1].map((difficulty) => make(challenge, difficulty)),
    );
    expect(offers.map(({ max_counter: most }) => most)).to.deep.equal([20, 20, 20, 20, 80, 80, 80, 80, 20]);
    for (const offer of offers)
      expect((await solutionOf(offer)).counter).to.be.within(1, offer['max_counter'] as number);
  });

  describe('refuses', () => {
    const reasonOf = async (answer: string, challenge = create()) => {
      const verdict = await challenge.check({ answer, binding, now });
      return verdict.kind === 'unsolved' ? verdict.reason : 'solved';
    };
    const wrong = 'it is wrong, or not to a challenge of ours';

    it('a challenge of others, and an easier one that the client has made of ours', async () => {
      const offer = await make(create());
      const { signature, parameters } = challengeOf(offer) as Required<Challenge>;
      expect(await reasonOf(await solve(await make(create({ secret: 'another' }))))).to.equal(wrong);
      for (const changes of [{ keyPrefix: '00' }, { cost: 1 }, { data: { binding, expiresAt: now * 2 } }]) {
        const easier = { parameters: { ...parameters, ...changes }, signature };
        const solution = { counter: 1, derivedKey: '00'.repeat(32) };
        expect(await reasonOf(encode({ challenge: easier, solution }))).to.equal(wrong);
      }
    });

    it('an answer that is only what the challenge tells', async () => {
      const offer = await make(create());
      const { keyPrefix } = challengeOf(offer).parameters;
      const solution = { counter: 1, derivedKey: keyPrefix.padEnd(64, '0') };
      expect(await reasonOf(encode({ challenge: challengeOf(offer), solution }))).to.equal(wrong);
    });

    it('any other text, and never throws', async () => {
      const challenge = create();
      const texts = [
        '',
        'null',
        ...[null, [], 7, {}, { challenge: {}, solution: {} }].map((value) => btoa(JSON.stringify(value))),
        btoa(JSON.stringify({ challenge: { parameters: null, signature: 'x' }, solution: {} })),
        btoa(
          `{"challenge":{"parameters":{"data":${'['.repeat(900)}${']'.repeat(900)}},"signature":"x"},"solution":{}}`,
        ),
      ];
      for (const text of texts) expect(await reasonOf(text, challenge)).not.to.equal('solved');
      await fc.assert(
        fc.asyncProperty(fc.string(), fc.json(), async (text, json) => {
          expect(await reasonOf(text, challenge)).not.to.equal('solved');
          expect(await reasonOf(btoa(encodeURI(json)), challenge)).not.to.equal('solved');
        }),
        { numRuns: 100 },
      );
    });
  });

  it('goes on while its secret is rotated', async () => {
    const before = create({ secret: 'old' });
    const during = create({ secret: ['new', 'old'] });
    const after = create({ secret: 'new' });
    const old = await solve(await make(before));
    const fresh = await solve(await make(during));
    const kindOf = async (challenge: AltchaChallenge, answer: string) =>
      (await challenge.check({ answer, binding, now })).kind;
    expect(await kindOf(during, old)).to.equal('solved');
    expect(await kindOf(during, fresh)).to.equal('solved');
    expect(await kindOf(after, old)).to.equal('unsolved');
    expect(await kindOf(after, fresh)).to.equal('solved');
  });

  for (const [what, options] of [
    ['no secret', { secret: undefined }],
    ['an empty secret', { secret: ' ' }],
    ['no secret in the list', { secret: [] }],
    ['an empty secret in the list', { secret: [secret, ''] }],
    ['half a try', { mostTries: 0.5 }],
    ['no iterations', { iterations: 0 }],
    ['a lifetime in words', { lifetimeMs: '5 minutes' }],
  ] as const)
    it(`does not take ${what}`, () => {
      expect(() => create(options as Partial<AltchaChallengeOptions>)).to.throw(
        TypeError,
        /^AltchaChallenge: /,
      );
    });
});
