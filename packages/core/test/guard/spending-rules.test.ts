import { expect } from 'chai';
import fc from 'fast-check';
import { millionthsOf } from '../../dist/guard/money-amount.js';
import { destinations, spendingRulesOf } from '../../dist/guard/spending-rules.js';
import { roughPriceOf } from '../../dist/guard/rough-prices.js';

describe('an amount of money', () => {
  it('becomes whole millionths, without rounding', () => {
    for (const [amount, expected] of [
      [0, 0],
      [0.04, 40_000],
      [0.0079, 7_900],
      [0.000001, 1],
      [1.1, 1_100_000],
      [999_999_999.999999, 999_999_999_999_999],
    ] as const)
      expect(millionthsOf('day', amount)).to.equal(expected);
  });

  it('is exact for all amounts of up to 6 decimals', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.nat(999_999), (whole, decimals) => {
        const amount = Number(`${String(whole)}.${String(decimals).padStart(6, '0')}`);
        expect(millionthsOf('day', amount)).to.equal(whole * 1_000_000 + decimals);
      }),
    );
  });

  it('is refused if it can not be counted', () => {
    for (const amount of [-1, 0.0000001, 1_000_000_000, NaN, Infinity, 1e21, 0.1 + 0.2])
      expect(() => millionthsOf('guard.budgets.day', amount)).to.throw(
        TypeError,
        'threepid: guard.budgets.day must be an amount from 0 to 999999999, with at most 6 decimals, such as 0.04',
      );
  });
});

describe('the prices and budgets of an operator', () => {
  it('are those of the option, then its default, then rough ones', () => {
    const named = spendingRulesOf({ prices: { GB: 0.04, '001': 1.5 } });
    expect(named.priceOf('GB')).to.equal(40_000);
    expect(named.priceOf('001')).to.equal(1_500_000);
    expect(named.priceOf('US')).to.equal(roughPriceOf('US'));
    expect(named.highestPrice).to.equal(1_500_000);
    const withDefault = spendingRulesOf({ prices: { GB: 0.04, default: 0.1 } });
    expect(withDefault.priceOf('GB')).to.equal(40_000);
    expect(withDefault.priceOf('US')).to.equal(100_000);
    expect(withDefault.highestPrice).to.equal(100_000);
    expect(spendingRulesOf({ prices: { GB: undefined } }).priceOf('GB')).to.equal(roughPriceOf('GB'));
  });

  it('are those of a channel, if it has any, and else those of SMS', () => {
    const prices = { GB: 0.04, default: 0.1, 'voice.US': 0.02, 'voice.default': 0.5, 'whatsapp.GB': 0.01 };
    const { priceOf, highestPrice } = spendingRulesOf({ prices });
    expect(['GB', 'US'].map((country) => priceOf(country, 'voice'))).to.deep.equal([500_000, 20_000]);
    expect(['GB', 'US'].map((country) => priceOf(country, 'whatsapp'))).to.deep.equal([10_000, 100_000]);
    expect(priceOf('GB', 'telegram')).to.equal(priceOf('GB'));
    expect(highestPrice).to.equal(500_000);
  });

  it('has a rough price for each country, and names no country that there is not', () => {
    for (const country of destinations) expect(roughPriceOf(country)).to.be.within(10_000, 500_000);
    expect(destinations.filter((country) => roughPriceOf(country) < 500_000)).to.have.length.within(70, 130);
  });

  it('have no budgets by default', () => {
    const rules = spendingRulesOf({});
    expect([rules.total, rules.budgetOf('GB')]).to.deep.equal([undefined, undefined]);
    expect(spendingRulesOf({ budgets: { countries: { GB: {} } } }).budgetOf('GB')).to.equal(undefined);
  });

  it('are in millionths', () => {
    const rules = spendingRulesOf({ budgets: { day: 50, countries: { TJ: { day: 5, month: 50.5 } } } });
    expect(rules.total).to.deep.equal({ day: 50_000_000, month: undefined });
    expect(rules.budgetOf('TJ')).to.deep.equal({ day: 5_000_000, month: 50_500_000 });
  });

  it('are refused for a country that there is not, and below the price of a message', () => {
    for (const [options, error] of [
      [{ prices: { UK: 0.04 } }, /'UK' .* is not a country/],
      [{ prices: { 'voice.UK': 0.04 } }, /'UK' .* is not a country/],
      [{ prices: { 'sms.GB': 0.04 } }, /'sms\.GB' in guard\.prices names no channel; write 'voice\.GB'/],
      [{ prices: { 'a.voice.GB': 0.04 } }, /names no channel/],
      [{ prices: { GB: -1 } }, /guard\.prices\.GB must be an amount/],
      [{ budgets: { countries: { gb: { day: 5 } } } }, /'gb' .* is not a country/],
      [{ budgets: { countries: { GB: { day: 0 } } } }, /guard\.budgets\.countries\.GB\.day is below/],
      [{ budgets: { month: 0.4 } }, /guard\.budgets\.month is below the price/],
      [{ prices: { default: 2 }, budgets: { day: 1.99 } }, /guard\.budgets\.day is below/],
    ] as const)
      expect(() => spendingRulesOf(options)).to.throw(TypeError, error);
  });
});
