import { expect } from 'chai';
import { gsmOctets } from '../../dist/domain/gsm-alphabet.js';
import { fitsOneSegment } from '../../dist/domain/message-segment.js';

describe('the octets of a character in GSM 03.38', () => {
  for (const [character, octets] of [
    ['@', '00'],
    ['\n', '0a'],
    ['Δ', '10'],
    ['a', '61'],
    ['à', '7f'],
    ['€', '1b65'],
    ['|', '1b40'],
  ] as const)
    it(`are ${octets} for ${JSON.stringify(character)}`, () => {
      expect(gsmOctets(character)?.toString('hex')).to.equal(octets);
    });

  for (const character of ['\x1B', 'ç', '`', 'я', '🔐', '\0', '\t', ''])
    it(`are none for ${JSON.stringify(character)}`, () => {
      expect(gsmOctets(character)).to.equal(undefined);
    });
});

describe('one segment of a short message', () => {
  for (const [character, most] of [
    ['a', 160],
    ['€', 80],
    ['я', 70],
    ['🔐', 35],
  ] as const)
    it(`holds ${most} times ${character}`, () => {
      expect(fitsOneSegment(character.repeat(most))).to.equal(true);
      expect(fitsOneSegment(`${character.repeat(most)}a`)).to.equal(false);
    });

  it('holds less of a text with one character outside GSM 03.38', () => {
    expect(fitsOneSegment(`${'a'.repeat(69)}я`)).to.equal(true);
    expect(fitsOneSegment(`${'a'.repeat(70)}я`)).to.equal(false);
    expect(fitsOneSegment(`${'a'.repeat(70)}\x1B`)).to.equal(false);
  });
});
