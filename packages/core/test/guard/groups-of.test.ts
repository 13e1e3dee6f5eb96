import type { CallerGroups } from '@threepid/core';
import { expect } from 'chai';
import { deriveKeys } from '../../dist/domain/keyring.js';
import { groupsOf } from '../../dist/guard/groups-of.js';

const keys = deriveKeys('one secret');
const message = { msisdn: '447400123456', country: 'GB', clientAddress: '203.0.113.7' };
const groups = groupsOf(keys, message);

function callerOf(clientAddress: string | undefined) {
  return groupsOf(keys, { ...message, clientAddress }).caller;
}

describe('the groups of a message', () => {
  it('are 6 bytes each, keyed, and all different', () => {
    const { country, caller, ...others } = groups;
    const ids = [...Object.values(others), caller?.address, caller?.network, caller?.everywhere];
    expect(ids).to.have.length(5);
    expect(new Set(ids).size).to.equal(5);
    for (const id of ids) expect(id).to.match(/^[\w-]{8}$/);
    expect(country).to.equal('GB');
    expect(groupsOf(deriveKeys('another'), message).number).not.to.equal(groups.number);
  });

  it('share the block of 10,000 numbers', () => {
    const near = groupsOf(keys, { ...message, msisdn: '447400129999' });
    expect(near.block).to.equal(groups.block);
    expect(near.number).not.to.equal(groups.number);
    expect(groupsOf(keys, { ...message, msisdn: '447400133456' }).block).not.to.equal(groups.block);
  });

  it('belong to their country, the caller’s too', () => {
    const there = groupsOf(keys, { ...message, country: 'IE' });
    expect(there.caller?.address).not.to.equal(groups.caller?.address);
    expect(there.caller?.everywhere).to.equal(groups.caller?.everywhere);
    expect(groupsOf(keys, { ...message, country: undefined }).country).to.equal('ZZ');
  });

  const same: readonly (readonly [keyof CallerGroups, string, string])[] = [
    ['address', '203.0.113.7', '::ffff:203.0.113.7'],
    ['address', '203.0.113.7', '64:ff9b::203.0.113.7'],
    ['address', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9'],
    ['network', '203.0.113.7', '203.0.1.1'],
    ['network', '2001:db8:1:2::1', '2001:db8:ffff:2::1'],
  ];
  for (const [kind, one, other] of same) {
    it(`have one ${kind} for ${one} and ${other}`, () => {
      expect(callerOf(one)).to.have.property(kind, callerOf(other)?.[kind]);
    });
  }

  const different: readonly (readonly [keyof CallerGroups, string, string])[] = [
    ['address', '203.0.113.7', '203.0.113.8'],
    ['address', '2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['address', 'alice', 'bob'],
    ['network', 'alice', 'bob'],
    ['network', '203.0.113.7', '203.1.113.7'],
    ['network', '2001:db8:1:2::1', '2001:db9:1:2::1'],
  ];
  for (const [kind, one, other] of different) {
    it(`have another ${kind} for ${one} and ${other}`, () => {
      expect(callerOf(one)).not.to.have.property(kind, callerOf(other)?.[kind]);
    });
  }

  it('stay the same over versions, which storages rely on', () => {
    expect(groups).to.deep.equal({
      number: 'c5Y8mVDs',
      block: 'bjtLObDw',
      country: 'GB',
      caller: { address: '0CQq1Oe1', network: 'uf8Ulj2S', everywhere: 'kjiJ32G4' },
    });
  });

  it('have no caller if the address is not known', () => {
    for (const address of [undefined, '', 'unknown']) expect(callerOf(address)).to.equal(undefined);
  });
});
