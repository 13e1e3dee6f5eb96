import { expect } from 'chai';
import {
  balancesReply,
  blocksReply,
  chargeReply,
  daysReply,
  messageOutcome,
  moneyReply,
  numberReply,
  openOutcome,
  readOutcome,
  settleReply,
  spendOutcome,
  submitOutcome,
  timesReply,
  urlsReply,
} from '../dist/replies.js';

/** Replies that no script gives: another program wrote into the keys, or a proxy changed them. */
const foreign: readonly (readonly [what: string, read: () => unknown])[] = [
  ['a number that is none', () => numberReply('')],
  ['a number behind another thing', () => numberReply('a1')],
  ['a number before another thing', () => numberReply('1a')],
  ['a number that is a list', () => numberReply([1])],
  ['a number that is an object', () => numberReply({ toString: '' })],
  ['a wait that is missing', () => spendOutcome(['limited'])],
  ['a wait that is null', () => spendOutcome(['limited', null])],
  [
    'an index that is none',
    () => openOutcome(['opened', 'x', Buffer.of(1), Buffer.of(2), 'sent', null, 1, null]),
  ],
  [
    'a generation that is no bytes',
    () => openOutcome(['opened', '0', 'text', Buffer.of(2), 'sent', null, 1, null]),
  ],
  [
    'another kind of opening',
    () => openOutcome(['other', '0', Buffer.of(1), Buffer.of(2), 'sent', null, 1, null]),
  ],
  [
    'an opening with another kind of message',
    () => openOutcome(['opened', '0', Buffer.of(1), Buffer.of(2), 'other', null, 1, null]),
  ],
  ['another outcome of a message', () => messageOutcome(['other'])],
  ['another outcome of a code', () => submitOutcome(['other', 0, 1, 1])],
  ['another state of a session', () => readOutcome(['other', 0, 1, Buffer.of(1)])],
  ['another outcome of an allowance', () => spendOutcome(['other', 1])],
  ['another lane', () => chargeReply(['held', 'other'])],
  ['another decision', () => chargeReply(['other', 'nobody', 1, 0, 0, 0])],
  ['a refusal of no group', () => chargeReply(['refuse', 'nobody', 0, 0, 0, 0])],
  ['another kind of shortage', () => moneyReply(['other', 'day', 1])],
  ['a shortage of another period', () => moneyReply(['short', 'week', 1])],
  ['a list that is none', () => settleReply('1')],
  ['times that are no bytes', () => timesReply('123456')],
  ['blocks that are no bytes', () => blocksReply('{}')],
  ['times of half a number', () => timesReply(Buffer.alloc(7))],
  ['a day of half a number', () => daysReply([Buffer.alloc(3)])],
  ['a balance of too few bytes', () => balancesReply([Buffer.alloc(4)])],
  ['blocks that are not JSON', () => blocksReply(Buffer.from('x'))],
  ['blocks that are another JSON', () => blocksReply(Buffer.from('{"44":1}'))],
  ['agreements that are not JSON', () => urlsReply(Buffer.from('x'))],
  ['agreements that are no texts', () => urlsReply(Buffer.from('[1]'))],
  ['a block with another end', () => blocksReply(Buffer.from('{"44":["never","{}"]}'))],
];

function thrownBy(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  return 'nothing';
}

describe('A reply of Redis that no script gives', () => {
  for (const [what, read] of foreign) {
    it(`is refused in plain words: ${what}`, () => {
      // chai's `throw` passes if what is thrown is undefined.
      expect(thrownBy(read))
        .to.be.instanceOf(TypeError)
        .with.property('message')
        .that.matches(/^threepid: a script answered/);
    });
  }

  it('may have its numbers as numbers, texts or bytes', () => {
    expect([17, 17n, '17', Buffer.from('17')].map(numberReply)).to.deep.equal([17, 17, 17, 17]);
    expect(['1.5', '-2', '1e+20', '1.5e-7'].map(numberReply)).to.deep.equal([1.5, -2, 1e20, 1.5e-7]);
  });

  it('may say that a message was not under way', () => {
    expect(settleReply([1, null])).to.deep.equal({ isSettled: true, replaced: undefined });
    expect(settleReply([0, null])).to.deep.equal({ isSettled: false, replaced: undefined });
  });

  it('may say that nothing is counted', () => {
    expect(daysReply([null, Buffer.of(0, 0, 0, 7)])).to.deep.equal([[], [7]]);
    expect(timesReply(null)).to.deep.equal([]);
  });

  it('leaves out a budget of a day without its month', () => {
    expect(moneyReply(['reserved', 1, 2, 3])).to.deep.equal({
      kind: 'reserved',
      held: [{ day: 1, month: 2 }],
    });
  });

  it('names the groups that paid', () => {
    const decision = chargeReply(['allow', 'nobody', 1, 0b101]);
    expect(decision).to.deep.equal({
      kind: 'allow',
      lane: 'nobody',
      all: true,
      paid: ['number', 'blockRate'],
    });
  });

  it('may hold balances beyond six bytes, and a budget of a day and a month alone', () => {
    const balance = Buffer.from('01000000000002000000000003', 'hex');
    expect(balancesReply([balance, null])).to.deep.equal([{ amount: 2 ** 48 + 2, at: 3 }, undefined]);
    expect(moneyReply(['reserved', 1, 2, 3, 4])).to.deep.equal({
      kind: 'reserved',
      held: [
        { day: 1, month: 2 },
        { day: 3, month: 4 },
      ],
    });
  });
});
