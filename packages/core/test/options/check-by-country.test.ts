import { expect } from 'chai';
import { checkByCountry } from '../../dist/options/check-by-country.js';

describe('checkByCountry', () => {
  it('checks the options of each country, with their path', () => {
    const seen: string[] = [];
    checkByCountry({ US: 'one', GB: 'two' }, (options, path) => void seen.push(`${path} ${options}`));
    checkByCountry(undefined, () => void seen.push('never'));
    expect(seen).to.deep.equal(['byCountry.US one', 'byCountry.GB two']);
  });

  for (const country of ['gb', 'GBR', '44', '']) {
    it(`names '${country}', which is no country`, () => {
      expect(() => {
        checkByCountry({ [country]: {} }, () => undefined);
      }).to.throw(TypeError, `byCountry: ${country} is not`);
    });
  }
});
