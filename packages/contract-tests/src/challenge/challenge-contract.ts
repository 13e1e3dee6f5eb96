import { expect } from 'chai';
import fc from 'fast-check';
import type { AnswerVerdict, ChallengeOffer } from '@threepid/core';
import type { ContractRunner } from '../runner/contract-runner.js';
import { t0 } from '../runner/times.js';
import { leaksOf } from '../sms-sender/leaks-of.js';
import type { ChallengeServiceFailure, ChallengeSubject } from './challenge-subject.js';
import { garbageAnswers, variantsOf } from './spoilt-answers.js';

/** Options of `challengeContract`, with the functions of the runner. */
export interface ChallengeContractOptions extends Pick<ContractRunner, 'describe' | 'it'> {
  /**
   * Creates a challenge, and who solves it, for one test. A challenge that asks a service waits for it for `timeoutMs`
   * milliseconds.
   */
  readonly create: (options: { readonly timeoutMs: number }) => Promise<ChallengeSubject>;
  /** Time for which an answer is valid, in milliseconds from the offer and its solution. */
  readonly lifetimeMs: number;
  /** The reason why an answer can't belong to a number and client secret. Without it, that is tested. */
  readonly notBound?: string;
  /** Failures that the subject's `fail` plays. Default: none, for a challenge that asks no service. */
  readonly failures?: readonly ChallengeServiceFailure[];
}

const binding = 'AAAAAAAAAAAAAAAA';
const otherBinding = 'BBBBBBBBBBBBBBBB';
/** Time-out of challenges in tests in which nothing hangs. */
const patientMs = 10_000;
const impatientMs = 200;

type Body = (subject: ChallengeSubject) => Promise<void>;
type Test = (name: string, body: Body) => void;

/**
 * The suite that every `Challenge` must pass: its answers count for their own binding and time alone, have one id however
 * they are spelled, and anything else is refused without an error, and without a word of a secret.
 */
export function challengeContract(options: ChallengeContractOptions): void {
  const test: Test = (name, body) => {
    options.it(name, () => withSubject(options, patientMs, body));
  };
  options.describe('challenge contract', () => {
    testOffers(test);
    testAnswers(options, test);
    testSpoiltAnswers(test);
    for (const failure of options.failures ?? [])
      options.it(`rejects if its service fails: ${failure}, and tells no secret`, () =>
        withSubject(options, failure === 'hang' ? impatientMs : patientMs, (subject) =>
          rejects(subject, failure),
        ),
      );
  });
}

async function withSubject(
  { create }: ChallengeContractOptions,
  timeoutMs: number,
  body: Body,
): Promise<void> {
  const subject = await create({ timeoutMs });
  subject.setTime?.(t0);
  try {
    await body(subject);
  } finally {
    await subject.close?.();
  }
}

function testOffers(test: Test): void {
  test('has a name for logs', ({ challenge }) => {
    expect(challenge.name).to.match(/^[a-z0-9][a-z0-9-]*$/);
    return Promise.resolve();
  });
  test('makes offers in JSON, with a type and without a secret, of any difficulty', async (subject) => {
    for (const difficulty of [1, 1.5, 4]) {
      const offer = await subject.challenge.make({ binding, difficulty, now: t0 });
      expect(offer.type).to.be.a('string').that.is.not.empty;
      expect(JSON.parse(JSON.stringify(offer))).to.deep.equal(offer);
      expect(leaksOf(offer, subject.secrets ?? [])).to.deep.equal([]);
    }
  });
}

function testAnswers({ lifetimeMs, notBound }: ChallengeContractOptions, test: Test): void {
  test('accepts the answer to its own challenge', async (subject) => {
    const { id, expiresAt } = expectSolved(await checked(subject, await solved(subject)));
    expect(id).to.be.a('string').that.is.not.empty;
    expect(expiresAt).to.satisfy(Number.isSafeInteger);
    expect(expiresAt).to.be.within(t0 + 1, t0 + lifetimeMs);
  });
  test('gives 20 challenges 20 ids, and checks their answers at once', async (subject) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => solved(subject)));
    const verdicts = await Promise.all(answers.map((answer) => checked(subject, answer)));
    expect(new Set(verdicts.map((verdict) => expectSolved(verdict).id)).size).to.equal(20);
  });
  if (notBound === undefined)
    test('refuses an answer that belongs to another number or client secret', async (subject) => {
      expectUnsolved(subject, await checked(subject, await solved(subject), { binding: otherBinding }));
      expectUnsolved(subject, await checked(subject, await solved(subject, otherBinding)));
    });
  test(`is valid for ${lifetimeMs} ms, to the millisecond`, async (subject) => {
    const [first, second] = [await solved(subject), await solved(subject)];
    expectSolved(await checked(subject, first, { now: t0 + lifetimeMs - 1 }));
    expectUnsolved(subject, await checked(subject, second, { now: t0 + lifetimeMs }));
  });
  test('refuses a solved challenge from the time on that it says it expires', async (subject) => {
    const answer = await solved(subject);
    const { expiresAt } = expectSolved(await checked(subject, answer));
    expectUnsolved(subject, await checked(subject, answer, { now: expiresAt }));
  });
}

/** Not a string of fast-check's own: its unit for any character takes seconds to make. */
const anyBytes = fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

function testSpoiltAnswers(test: Test): void {
  test('has one id for a challenge, however its answer is spelled', async (subject) => {
    const answer = await solved(subject);
    const spellings = [answer, ...(subject.respell?.(answer) ?? []), ...variantsOf(answer), answer];
    const ids = new Set<string>();
    for (const spelling of spellings) {
      const verdict = await checked(subject, spelling);
      if (verdict.kind === 'solved') ids.add(verdict.id);
    }
    expect(ids.size).to.equal(1);
  });
  test('refuses a half of an answer', async (subject) => {
    const answer = await solved(subject);
    const middle = Math.floor(answer.length / 2);
    for (const half of [answer.slice(0, middle), answer.slice(middle)])
      expectUnsolved(subject, await checked(subject, half), half);
  });
  test('refuses any other text, and never throws', async (subject) => {
    for (const text of garbageAnswers) expectUnsolved(subject, await checked(subject, text), text);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyBytes, fc.base64String({ minLength: 4 }), fc.json()), async (text) => {
        expectUnsolved(subject, await checked(subject, text), text);
      }),
      { numRuns: 60 },
    );
  });
}

async function rejects(subject: ChallengeSubject, failure: ChallengeServiceFailure): Promise<void> {
  const answer = await solved(subject);
  await subject.fail?.(failure);
  const error = await Promise.resolve()
    .then(() => subject.challenge.check({ answer, binding, now: t0 }))
    .then(
      ({ kind }) => expect.fail(`${kind}, though nobody can tell`),
      (reason: unknown) => reason,
    );
  expect(error).to.be.instanceOf(Error);
  expect(leaksOf(error, [answer, ...(subject.secrets ?? [])])).to.deep.equal([]);
}

async function solved({ challenge, solve }: ChallengeSubject, to = binding): Promise<string> {
  const offer = await challenge.make({ binding: to, difficulty: 1, now: t0 });
  // As a client gets it.
  return solve(JSON.parse(JSON.stringify(offer)) as ChallengeOffer);
}

async function checked(
  { challenge, setTime }: ChallengeSubject,
  answer: string,
  how: { readonly binding?: string; readonly now?: number } = {},
): Promise<AnswerVerdict> {
  const request = { binding, now: t0, ...how };
  setTime?.(request.now);
  return challenge.check({ answer, ...request });
}

function expectSolved(verdict: AnswerVerdict): Extract<AnswerVerdict, { kind: 'solved' }> {
  return verdict.kind === 'solved' ? verdict : expect.fail(`unsolved: ${verdict.reason}`);
}

/** Short answers stand in many reasons by chance. */
const shortestQuote = 8;

function expectUnsolved({ secrets = [] }: ChallengeSubject, verdict: AnswerVerdict, answer = ''): void {
  if (verdict.kind === 'solved') return expect.fail(`solved: ${JSON.stringify(answer)}`);
  expect(verdict.reason).to.be.a('string').that.is.not.empty;
  const quotable = answer.trim().length < shortestQuote ? [] : [answer];
  expect(leaksOf(verdict, [...quotable, ...secrets])).to.deep.equal([]);
}
