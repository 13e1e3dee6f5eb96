import { expect } from 'chai';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { fitsOneSegment } from '../../dist/domain/message-segment.js';

function segmentsOf(text: string): number {
  return new SegmentedMessage(text).segmentsCount;
}

describe('fitsOneSegment', () => {
  it('agrees with an independent count, at the borders too', () => {
    const gsm = fc.constantFrom(
      ...Array.from('abc XYZ019éèàùòìñüöäßÇØå@£$¥ΔΩΣ_¡¿§¤\'"'),
      '€',
      '{',
      '[',
      '~',
      '\\',
      '|',
      '^',
      '\n',
    );
    const other = fc.constantFrom('ç', 'ó', 'ã', 'ê', '番', 'ر', '’', '😀', '\u00a0');
    const text = fc.oneof(
      fc.array(gsm, { minLength: 100, maxLength: 170 }),
      fc.array(fc.oneof({ weight: 20, arbitrary: gsm }, other), { minLength: 50, maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, (characters) => {
        expect(fitsOneSegment(characters.join(''))).to.equal(segmentsOf(characters.join('')) === 1);
      }),
      { numRuns: 200 },
    );
  });

  it('knows 160 septets and 70 units', () => {
    expect(
      ['a'.repeat(160), '€'.repeat(80), 'ó'.repeat(70), '😀'.repeat(35)].map(fitsOneSegment),
    ).not.to.include(false);
    expect(
      ['a'.repeat(161), `${'€'.repeat(80)}a`, 'ó'.repeat(71), `${'😀'.repeat(35)}a`].map(fitsOneSegment),
    ).not.to.include(true);
  });
});
