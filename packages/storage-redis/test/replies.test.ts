import { expect } from 'chai';
import {
  balancesReply,
  blocksReply,
  daysReply,
  numberReply,
  openOutcome,
  spendOutcome,
  timesReply,
  urlsReply,
} from '../dist/replies.js';

/** Replies that no script gives: another program wrote into the keys, or a proxy changed them. */
const foreign: readonly (readonly [what: string, read: () => unknown])[] = [
  ['a number that is none', () => numberReply('')],
  ['a number that is a list', () => numberReply([1])],
  ['a number that is an object', () => numberReply({ toString: '' })],
  ['a wait that is missing', () => spendOutcome(['limited'])],
  ['a wait that is null', () => spendOutcome(['limited', null])],
  [
    'an index that is none',
    () => openOutcome(['opened', 'x', Buffer.of(1), Buffer.of(2), 'sent', null, 1, null]),
  ],
  ['times of half a number', () => timesReply(Buffer.alloc(7))],
  ['a day of half a number', () => daysReply([Buffer.alloc(3)])],
  ['a balance of too few bytes', () => balancesReply([Buffer.alloc(4)])],
  ['blocks that are not JSON', () => blocksReply(Buffer.from('x'))],
  ['blocks that are another JSON', () => blocksReply(Buffer.from('{"44":1}'))],
  ['agreements that are not JSON', () => urlsReply(Buffer.from('x'))],
  ['agreements that are no texts', () => urlsReply(Buffer.from('[1]'))],
  ['a block with another end', () => blocksReply(Buffer.from('{"44":["never","{}"]}'))],
];

describe('A reply of Redis that no script gives', () => {
  for (const [what, read] of foreign) {
    it(`is refused in plain words: ${what}`, () => {
      expect(read).to.throw(TypeError, /^threepid: a script answered/);
    });
  }

  it('may have its numbers as numbers, texts or bytes', () => {
    expect([17, '17', Buffer.from('17')].map(numberReply)).to.deep.equal([17, 17, 17]);
  });
});
