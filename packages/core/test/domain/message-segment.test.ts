import { expect } from 'chai';
import { gsmOctets } from '../../dist/domain/gsm-alphabet.js';
import { fitsOneSegment, segmentsOf } from '../../dist/domain/message-segment.js';

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

describe('the segments of a text', () => {
  for (const [text, segments] of [
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['я'.repeat(135), 3],
    [`${'a'.repeat(160)}я`, 3],
    // No character is split between two.
    [`${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['🔐'.repeat(67), 3],
  ] as const)
    it(`are ${segments} for a text of ${text.length} units from ${JSON.stringify(text.slice(0, 2))} on`, () => {
      expect(segmentsOf(text)).to.equal(segments);
    });
});
