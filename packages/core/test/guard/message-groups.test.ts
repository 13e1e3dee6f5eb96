import {
  askedGroups,
  chargedGroups,
  everyGroup,
  vouchers,
  type ChargedMessage,
  type Group,
  type Lane,
} from '@threepid/core';
import { expect } from 'chai';
import { isAsked } from '../../dist/guard/message-groups.js';
import { amountOf } from '../../dist/guard/money-amount.js';
import { roughPriceOf } from '../../dist/guard/rough-prices.js';

const caller = { address: 'aaaaaaaa', network: 'wwwwwwww', everywhere: 'eeeeeeee' };
const message = { country: 'GB', number: 'nnnnnnnn', block: 'bbbbbbbb', caller };
const charged = (lane: Lane, all = false): ChargedMessage => ({ ...message, lane, all });
const kindsOf = (groups: readonly Group[]): readonly string[] => groups.map(({ kind }) => kind);
const keysOf = (groups: readonly Group[]): readonly string[] => groups.map(({ key }) => key);

const ofNumber = ['{GB}number:nnnnnnnn', '{GB}block:bbbbbbbb', '{GB}blockRate:bbbbbbbb'];
const ofCaller = ['{GB}pair:nnnnnnnnaaaaaaaa', '{GB}address:aaaaaaaa', '{GB}network:wwwwwwww'];

/** Storages keep balances by these keys, so an update must make the same ones. */
describe('the groups that a message is charged to', () => {
  it('are those of its number, of its country in its lane, and of its caller', () => {
    expect(keysOf(chargedGroups(charged('network')))).to.deep.equal([
      ...ofNumber,
      '{GB}country:network',
      ...ofCaller,
    ]);
    expect(keysOf(chargedGroups(charged('proved')))).to.deep.equal([...ofNumber, '{GB}proved:', ...ofCaller]);
  });

  it('are also those of the world, for a new country', () => {
    expect(keysOf(chargedGroups(charged('nobody', true))).slice(-2)).to.deep.equal(['all', 'share:eeeeeeee']);
    const unknown = { ...charged('nobody', true), caller: undefined };
    expect(keysOf(chargedGroups(unknown))).to.deep.equal([...ofNumber, '{GB}country:nobody', 'all']);
  });

  for (const [lane, spared] of [
    ['pair', ['number', 'block', 'address', 'network']],
    ['address', ['network']],
    ['network', []],
    ['nobody', []],
    ['proved', ['address', 'network']],
  ] as const)
    it(`must be able to pay in the lane ${lane}, but for ${spared.join(', ') || 'none'}`, () => {
      const all = kindsOf(chargedGroups(charged(lane)));
      expect(kindsOf(askedGroups(charged(lane)))).to.deep.equal(
        all.filter((kind) => !spared.some((one) => one === kind)),
      );
      for (const kind of spared) expect(isAsked(kind, lane)).to.equal(false);
    });
});

describe('the groups that may decide on a message', () => {
  it('are those of every lane', () => {
    expect(keysOf(everyGroup(message))).to.deep.equal([
      ...ofNumber,
      ...['nobody', 'network', 'address', 'pair'].map((lane) => `{GB}country:${lane}`),
      '{GB}proved:',
      ...ofCaller,
      'all',
      'share:eeeeeeee',
    ]);
  });

  it('are vouched for by the pair, the address and the network, in this order', () => {
    expect(vouchers(message).map(({ lane, voucher }) => [lane, voucher.kind, voucher.key])).to.deep.equal([
      ['pair', 'pair', ofCaller[0]],
      ['address', 'address', ofCaller[1]],
      ['network', 'network', ofCaller[2]],
    ]);
    expect(vouchers({ ...message, caller: undefined })).to.deep.equal([]);
  });
});

describe('money', () => {
  it('is shown in the operator’s currency', () => {
    expect([0, 1, 40_000, 1_500_000].map(amountOf)).to.deep.equal([0, 0.000001, 0.04, 1.5]);
  });

  it('has a rough price by the country, and the highest for those that nobody has guessed', () => {
    expect(['US', 'GB', 'AD', 'DE', 'BH', 'TJ', '001', ''].map(roughPriceOf)).to.deep.equal([
      20_000, 60_000, 60_000, 120_000, 120_000, 500_000, 500_000, 500_000,
    ]);
  });
});
