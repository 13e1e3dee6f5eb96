import { expect } from 'chai';
import fc from 'fast-check';
import { deriveKeys } from '../../dist/domain/keyring.js';
import { deriveCode, macOfCode, normaliseCode } from '../../dist/domain/verification-code.js';

const keys = deriveKeys('a secret for tests');
const codeOfNonce = (index: number): string => deriveCode(keys, 'stem', `nonce${index}`);

describe('deriveCode', () => {
  it('is six digits, leading zeros kept', () => {
    const codes = Array.from({ length: 2_000 }, (_, index) => codeOfNonce(index));
    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).to.equal(true);
    expect(codes.some((code) => code.startsWith('0'))).to.equal(true);
  });

  it('repeats for the same session and nonce, and differs for another nonce, session or secret', () => {
    expect(codeOfNonce(1)).to.equal(codeOfNonce(1));
    const others = [
      codeOfNonce(2),
      deriveCode(keys, 'other', 'nonce1'),
      deriveCode(deriveKeys('another'), 'stem', 'nonce1'),
    ];
    expect(others).not.to.include(codeOfNonce(1));
  });

  it('gives each first digit its share', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 10_000; index += 1) {
      const first = codeOfNonce(index).charAt(0);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    // Chi-square with 9 degrees of freedom: 33.7 is passed by chance once in 10,000; the nonces are fixed.
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(counts.size).to.equal(10);
    expect(chiSquare).to.be.lessThan(33.7);
  });
});

describe('macOfCode', () => {
  it('is six bytes that differ by code and by session', () => {
    const mac = macOfCode(keys, 'stem', '123456');
    expect(Buffer.from(mac, 'base64url')).to.have.length(6);
    expect([macOfCode(keys, 'stem', '123457'), macOfCode(keys, 'mets', '123456')]).not.to.include(mac);
  });
});

describe('normaliseCode', () => {
  const spellings = [
    '123456',
    ' 123456 ',
    '123 456',
    '123-456',
    '1 2 3 4 5 6',
    '123\u00a0456',
    '１２３４５６',
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '12\u200b34\u206056',
    '\u200e123456\u200f',
    '123–456\n',
    '12\x003456',
  ];
  for (const text of spellings) {
    it(`forgives ${JSON.stringify(text)}`, () => {
      expect(normaliseCode(text)).to.equal('123456');
    });
  }

  it('makes nothing of a text that is far too long, which would take seconds', () => {
    expect(normaliseCode(`123456${' '.repeat(995)}`)).to.equal('');
    expect(normaliseCode(`123456${' '.repeat(994)}`)).to.equal('123456');
  });

  it('makes a code of no text that has other signs in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(/[\p{L}\p{S}]/u.test(text));
        expect(normaliseCode(text)).not.to.match(/^[0-9]{6}$/);
      }),
    );
  });
});
