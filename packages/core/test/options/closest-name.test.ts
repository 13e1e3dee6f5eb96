import { expect } from 'chai';
import { closestName } from '../../dist/options/closest-name.js';

const names = ['secret', 'storage', 'sms', 'testSms', 'nextLinkHosts', 'homeserver', 'clock'];

describe('closestName', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['secrets', 'secret'],
    ['Secret', 'secret'],
    ['secrte', 'secret'],
    ['storrage', 'storage'],
    ['smsSender', 'sms'],
    ['smss', 'sms'],
    ['nextLink', 'nextLinkHosts'],
    ['nextlinkhost', 'nextLinkHosts'],
    ['homeServer', 'homeserver'],
    ['clok', 'clock'],
    ['colck', 'clock'],
    ['cxxck', undefined],
    ['coxck', undefined],
    ['cxlck', undefined],
    ['enxtiLnkHosts', 'nextLinkHosts'],
    ['enxtiLnkoHsts', undefined],
    ['sms', 'sms'],
    ['redis', undefined],
    ['hi', undefined],
    ['se', undefined],
    ['xxx', undefined],
    ['', undefined],
  ];
  for (const [name, meant] of cases) {
    it(`takes '${name}' for ${String(meant)}`, () => {
      expect(closestName(name, names)).to.equal(meant);
    });
  }

  it('finds nothing among no names', () => {
    expect(closestName('secret', [])).to.equal(undefined);
  });
});
