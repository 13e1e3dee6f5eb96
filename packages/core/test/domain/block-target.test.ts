import { expect } from 'chai';
import { loggableTarget, prefixesOf, storedTarget, targetOf } from '../../dist/domain/block-target.js';

describe('what an operator blocks', () => {
  for (const [given, stored] of [
    [{ country: 'GB' }, 'GB'],
    [{ country: '001' }, '001'],
    [{ country: 'GB', prefix: '' }, 'GB'],
    [{ prefix: '44' }, '44'],
    [{ prefix: '+44 (77) 00-90.0' }, '447700900'],
    [{ prefix: '123456789012345' }, '123456789012345'],
  ] as const)
    it(`is stored as ${stored} for ${JSON.stringify(given)}`, () => {
      expect(storedTarget(given)).to.equal(stored);
    });

  for (const [given, says] of [
    [{ country: 'GB', prefix: '44' }, 'give either a country or a prefix'],
    [{ country: 'gb' }, 'country must be an ISO 3166-1 alpha-2 code in upper case, or 001'],
    [{ country: '' }, 'country must be an ISO 3166-1 alpha-2 code in upper case, or 001'],
    ...[
      {},
      ...['', '4', '044', '44x', 'x44', '44+77', '++44', '1234567890123456'].map((prefix) => ({ prefix })),
    ].map(
      (target) => [target, 'prefix must be 2 to 15 digits that international numbers begin with'] as const,
    ),
  ] as const)
    it(`is not ${JSON.stringify(given)}`, () => {
      expect(() => storedTarget(given))
        .to.throw(says)
        .with.property('errcode', 'M_INVALID_PARAM');
    });

  it('is a country or a prefix, as it was given', () => {
    expect(['GB', 'G7', '7G', '001', '4477'].map(targetOf)).to.deep.equal([
      { country: 'GB' },
      { country: 'G7' },
      { country: '7G' },
      { country: '001' },
      { prefix: '4477' },
    ]);
  });

  it('is logged so that no number of few can be read', () => {
    expect(['GB', '001', '44770090', '447700900', '447700900123'].map(loggableTarget)).to.deep.equal([
      'GB',
      '001',
      '+44770090',
      '+44*****00',
      '+44********23',
    ]);
  });

  it('is met by each beginning of a number from two digits on', () => {
    expect(prefixesOf('447400')).to.deep.equal(['44', '447', '4474', '44740', '447400']);
    expect(prefixesOf('4')).to.deep.equal([]);
    expect(prefixesOf('')).to.deep.equal([]);
  });
});
