import { createHmac } from 'node:crypto';
import { challengeContract, type ChallengeServiceFailure } from '@threepid/contract-tests';
import type { AnswerVerdict, Challenge, ChallengeAnswer, ChallengeOffer } from '@threepid/core';
import { expect } from 'chai';
import { CollectingRunner } from '../collecting-runner.js';

const secret = 'the secret of the model';
const lifetimeMs = 1_000;
const parts = /^(\d+)\.([A-Za-z0-9_-]{16})\.(\d+)\.([0-9a-f]{64})$/;

interface Service {
  failure: ChallengeServiceFailure | undefined;
}

let made = 0;

function signed(text: string): string {
  return `${text}.${createHmac('sha256', secret).update(text).digest('hex')}`;
}

function refused(reason: string): AnswerVerdict {
  return { kind: 'unsolved', reason };
}

/** The challenge that does all of it right: the offer is the answer. It forgives spaces at the ends. */
function rightChallenge(service: Service): Challenge {
  return {
    name: 'model',
    make: ({ binding, now }) => {
      made += 1;
      return { type: 'model', answer: signed(`${made}.${binding}.${now + lifetimeMs}`) };
    },
    check: async ({ answer, binding, now }) => {
      await Promise.resolve();
      if (service.failure !== undefined) throw new Error('the service fails');
      const [text, number = '', bound, end] = parts.exec(answer.trim()) ?? [];
      if (text === undefined) return refused('it is none');
      if (text !== signed(`${number}.${bound ?? ''}.${end ?? ''}`)) return refused('it is wrong');
      if (bound !== binding) return refused('it is of another');
      if (now >= Number(end)) return refused('it is expired');
      return { kind: 'solved', id: number, expiresAt: Number(end) };
    },
  };
}

type Change = (right: Challenge, service: Service) => Challenge;

async function failuresOf(change: Change): Promise<readonly string[]> {
  const runner = new CollectingRunner();
  challengeContract({
    ...runner.functions,
    lifetimeMs,
    failures: ['down'],
    create: () => {
      const service: Service = { failure: undefined };
      return Promise.resolve({
        challenge: change(rightChallenge(service), service),
        solve: ({ answer }: ChallengeOffer) => Promise.resolve(String(answer)),
        respell: (answer: string) => [` ${answer}`],
        fail: (failure: ChallengeServiceFailure) => {
          service.failure = failure;
        },
        secrets: [secret],
      });
    },
  });
  return runner.failed();
}

/** A challenge that does something else with what the right one answers. */
function instead(change: (verdict: AnswerVerdict, asked: ChallengeAnswer) => AnswerVerdict): Change {
  return (right) => ({ ...right, check: async (asked) => change(await right.check(asked), asked) });
}

/** A challenge that is asked something else than it was. */
function asking(change: (asked: ChallengeAnswer) => ChallengeAnswer): Change {
  return (right) => ({ ...right, check: (asked) => right.check(change(asked)) });
}

function offering(change: (offer: ChallengeOffer) => ChallengeOffer): Change {
  return (right) => ({ ...right, make: async (proposal) => change(await right.make(proposal)) });
}

const whenSolved = (change: (solved: AnswerVerdict & { kind: 'solved' }) => AnswerVerdict): Change =>
  instead((verdict) => (verdict.kind === 'solved' ? change(verdict) : verdict));

const bindingOf = (answer: string): string => parts.exec(answer.trim())?.[2] ?? '';

const offers = 'makes offers in JSON, with a type and without a secret, of any difficulty';
const bound = 'refuses an answer that belongs to another number or client secret';
const lifetime = `is valid for ${lifetimeMs} ms, to the millisecond`;
const untilTold = 'refuses a solved challenge from the time on that it says it expires';
const oneId = 'has one id for a challenge, however its answer is spelled';
const otherIds = 'gives 20 challenges 20 ids, and checks their answers at once';
const half = 'refuses a half of an answer';
const garbage = 'refuses any other text, and never throws';
const down = 'rejects if its service fails: down, and tells no secret';

const faults: readonly (readonly [what: string, foundBy: string, change: Change])[] = [
  ['has a name of two words', 'has a name for logs', (right) => ({ ...right, name: 'a model' })],
  ['offers its secret', offers, offering((offer) => ({ ...offer, secret }))],
  ['offers what JSON changes', offers, offering((offer) => ({ ...offer, until: new Date(0) }))],
  ['offers no type', offers, offering((offer) => ({ ...offer, type: '' }))],
  [
    'makes none that is harder',
    offers,
    (right) => ({
      ...right,
      make: (proposal) => {
        if (proposal.difficulty > 1) throw new RangeError('too hard');
        return right.make(proposal);
      },
    }),
  ],
  ['accepts no answer', 'accepts the answer to its own challenge', whenSolved(() => refused('never'))],
  ['ignores the binding', bound, asking((asked) => ({ ...asked, binding: bindingOf(asked.answer) }))],
  ['never expires', lifetime, asking((asked) => ({ ...asked, now: 0 }))],
  ['expires a millisecond late', lifetime, asking((asked) => ({ ...asked, now: asked.now - 1 }))],
  ['expires a millisecond early', lifetime, asking((asked) => ({ ...asked, now: asked.now + 1 }))],
  [
    'says that it expires before it does',
    untilTold,
    whenSolved((solved) => ({ ...solved, expiresAt: solved.expiresAt - 1 })),
  ],
  [
    'takes the text for the id',
    oneId,
    instead((verdict, { answer }) => (verdict.kind === 'solved' ? { ...verdict, id: answer } : verdict)),
  ],
  [
    'has another id at each check',
    oneId,
    whenSolved((solved) => {
      made += 1;
      return { ...solved, id: String(made) };
    }),
  ],
  ['has one id for all', otherIds, whenSolved((solved) => ({ ...solved, id: 'solved' }))],
  [
    'accepts the beginning of an answer',
    half,
    instead((verdict, { answer, now }) =>
      verdict.kind === 'unsolved' && answer.includes('AAAA.')
        ? { kind: 'solved', id: answer, expiresAt: now + 1 }
        : verdict,
    ),
  ],
  [
    'accepts whatever is long enough',
    garbage,
    instead((verdict, { answer, now }) =>
      answer.length > 4_000 ? { kind: 'solved', id: 'long', expiresAt: now + 1 } : verdict,
    ),
  ],
  [
    'throws if an answer is no JSON',
    garbage,
    (right) => ({
      ...right,
      check: (asked) => {
        if (!parts.test(asked.answer.trim())) JSON.parse(asked.answer);
        return right.check(asked);
      },
    }),
  ],
  ['quotes the answer', garbage, instead((verdict, { answer }) => quoting(verdict, answer))],
  ['tells its secret', garbage, instead((verdict) => quoting(verdict, secret))],
  ['refuses while nobody can tell', down, catching(() => refused('it is down'))],
  [
    'accepts while nobody can tell',
    down,
    catching(({ now }) => ({ kind: 'solved', id: 'x', expiresAt: now + 1 })),
  ],
  [
    'quotes the answer in its error',
    down,
    catching(({ answer }) => {
      throw new Error(`nobody can tell of ${answer}`);
    }),
  ],
];

function quoting(verdict: AnswerVerdict, text: string): AnswerVerdict {
  return verdict.kind === 'unsolved' ? refused(`${verdict.reason}: ${text}`) : verdict;
}

/** A challenge that does something else where the right one rejects. */
function catching(answer: (asked: ChallengeAnswer) => AnswerVerdict): Change {
  return (right) => ({
    ...right,
    check: (asked) => Promise.resolve(right.check(asked)).catch(() => answer(asked)),
  });
}

describe('challengeContract', () => {
  it('passes a challenge that does all of it right', async () => {
    expect(await failuresOf((right) => right)).to.deep.equal([]);
  });

  for (const [what, foundBy, change] of faults)
    it(`finds a challenge that ${what}`, async () => {
      expect(await failuresOf(change)).to.include(foundBy);
    });
});
