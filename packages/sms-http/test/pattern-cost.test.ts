import { expect } from 'chai';
import { slownessOf } from '../dist/check/pattern-cost.js';

const quick = [
  'Not enough .*',
  'OK (\\w+)',
  '\\W*(?:src|text)\\b[^]*',
  '[^]*(?:dst|dest)[^]*',
  '(?:abc){3}',
  '(a|b)c',
  '[(a+)+]',
  '\\(a+\\)+',
  'a{2}b?',
  '(?<id>\\d+)',
];

const slow = [
  '(a+)+',
  '(?:a|aa)*',
  '(?:a?){20}',
  '(a{1,9}){1,9}',
  '((a|b)c)+',
  '(?<x>a*)*',
  '(a)\\1',
  '(?<x>a)\\k<x>',
  '.*.*.*.*x',
  'a?'.repeat(30),
];

describe('the cost of a pattern', () => {
  it('is small for what repeats only what does not vary', () => {
    for (const pattern of quick) expect(slownessOf(pattern), pattern).to.equal(undefined);
  });

  it('may be large for repetitions of repetitions, for many of them and for backreferences', () => {
    for (const pattern of slow) expect(slownessOf(pattern), pattern).to.be.a('string');
  });
});
