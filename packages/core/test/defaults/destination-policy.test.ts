import { expect } from 'chai';
import { createDestinationPolicy, type NumberType, type SendVerdict } from '@threepid/core';

const judge = (
  options: Parameters<typeof createDestinationPolicy>[0],
  country: string | undefined,
  numberType: NumberType = 'mobile',
): SendVerdict =>
  createDestinationPolicy(options).judge({
    msisdn: '447400123456',
    country,
    numberType,
    purpose: 'verify',
    clientAddress: undefined,
    proved: false,
    now: 0,
  }) as SendVerdict;

describe('the destination policy', () => {
  it('lets messages go to what is, or may be, a mobile', () => {
    for (const type of ['mobile', 'fixed-line-or-mobile', 'unknown'] as const)
      expect(judge({}, 'GB', type).kind).to.equal('allow');
  });

  for (const type of [
    'fixed-line',
    'premium-rate',
    'toll-free',
    'shared-cost',
    'voip',
    'personal-number',
    'pager',
    'uan',
    'voicemail',
  ] as const) {
    it(`lets none go to ${type}`, () => {
      expect(judge({}, 'GB', type)).to.deep.equal({
        kind: 'refuse',
        reason: `${type} numbers get no messages`,
        rule: 'destination.type',
      });
    });
  }

  it('takes other number types if told', () => {
    expect(judge({ numberTypes: ['voip'] }, 'GB', 'voip').kind).to.equal('allow');
    expect(judge({ numberTypes: ['voip'] }, 'GB').kind).to.equal('refuse');
  });

  it('keeps to the countries of its lists, and denying is stronger', () => {
    expect(judge({ allow: ['GB'] }, 'GB').kind).to.equal('allow');
    expect(judge({ allow: ['GB'] }, 'DE')).to.deep.equal({
      kind: 'refuse',
      reason: 'its country or region is not served',
      rule: 'destination.country',
    });
    expect(judge({ allow: ['GB'] }, undefined).kind).to.equal('refuse');
    expect(judge({ deny: ['DE'] }, 'DE').kind).to.equal('refuse');
    expect(judge({ allow: ['GB'], deny: ['GB'] }, 'GB').kind).to.equal('refuse');
  });

  it('lets none go to numbers of no country, such as satellite phones, unless the world is listed', () => {
    expect(judge({}, undefined).kind).to.equal('refuse');
    expect(judge({ deny: ['DE'] }, undefined).kind).to.equal('refuse');
    expect(judge({ allow: ['GB', '001'] }, undefined).kind).to.equal('allow');
    expect(judge({ allow: ['001'] }, 'GB').kind).to.equal('refuse');
  });

  it('refuses a country that is none', () => {
    expect(() => createDestinationPolicy({ allow: ['UK'] })).to.throw(TypeError, "'UK' is not a country");
    expect(() => createDestinationPolicy({ deny: ['gb'] })).to.throw(TypeError, "'gb' is not a country");
  });
});
