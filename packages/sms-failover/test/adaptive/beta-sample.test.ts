import { expect } from 'chai';
import fc from 'fast-check';
import { betaSample } from '../../dist/adaptive/beta-sample.js';
import { evenly } from './evenly.js';

describe('a draw from a Beta distribution', () => {
  it('has the mean and the variance of the distribution', () => {
    for (const [good, bad] of [
      [0.5, 0.5],
      [4.8, 1.2],
      [60, 20],
    ] as const) {
      const random = evenly();
      const draws = Array.from({ length: 20_000 }, () => betaSample(good, bad, random));
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
      const both = good + bad;
      expect(mean).to.be.closeTo(good / both, 0.01);
      expect(variance).to.be.closeTo((good * bad) / (both * both * (both + 1)), 0.003);
    }
  });

  it('is a share, whatever the source of randomness', () => {
    const parameter = fc.double({ min: 0.01, max: 1_000, noNaN: true });
    const draw = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.array(draw, { minLength: 1 }), (good, bad, draws) => {
        let at = 0;
        const share = betaSample(good, bad, () => draws[(at += 1) % draws.length] ?? 0);
        expect(share).to.be.within(0, 1);
      }),
      { numRuns: 200, examples: [[0.01, 0.01, [0.999_9]]] },
    );
  });
});
