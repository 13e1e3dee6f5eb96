import { expect } from 'chai';
import fc from 'fast-check';
import { countedAddress } from '../../dist/domain/client-address.js';

describe('countedAddress', () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.8.8.8', '127.8.8.8'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['unknown', 'unknown'],
    ['a'.repeat(100), 'a'.repeat(64)],
    ['[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['[::1]:4711', '0:0:0:0::/64'],
    ['', undefined],
    ['203.0.113.7:80', '203.0.113.7'],
    [undefined, undefined],
    // A port goes; what only looks like one stays, for it is no address.
    ['[2001:db8:1:2::1]', '2001:db8:1:2::/64'],
    ['203.100.113.77:4711', '203.100.113.77'],
    ['203.0.113.7:', '203.0.113.7:'],
    ['203.0.113.7:80x', '203.0.113.7:80x'],
    ['x203.0.113.7:80', 'x203.0.113.7:80'],
    ['x[2001:db8::1]:80', 'x[2001:db8::1]:80'],
    ['[2001:db8::1]x', '[2001:db8::1]x'],
    ['[2001:db8::1]:x', '[2001:db8::1]:x'],
    ['[2001:db8::1', '[2001:db8::1'],
    // An IPv4 address is mapped by these 96 bits alone, in either case.
    ['::FFFF:203.100.113.77', '203.100.113.77'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['2001:db8:3:4:0:ffff:203.0.113.7', '2001:db8:3:4::/64'],
    ['2001:db8::ffff:203.0.113.7', '2001:db8:0:0::/64'],
    // The zeros that :: stands for, wherever it stands and however many they are.
    ['::', '0:0:0:0::/64'],
    ['::2', '0:0:0:0::/64'],
    ['2001::', '2001:0:0:0::/64'],
    ['2001:db8:3:4:5:6::', '2001:db8:3:4::/64'],
    ['::3:4:5:6:7:8', '0:0:3:4::/64'],
    ['2001::4:5:6:7:8', '2001:0:0:4::/64'],
    ['2001:db8::5:6:7:8', '2001:db8:0:0::/64'],
    ['2001:db8:3::8', '2001:db8:3:0::/64'],
    ['2001:db8:3:4::8%eth0', '2001:db8:3:4::/64'],
  ];
  for (const [address, counted] of cases) {
    it(`counts ${String(address)} as ${String(counted)}`, () => {
      expect(countedAddress(address)).to.equal(counted);
    });
  }

  it('counts every address of a /64 as one', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const counted = countedAddress(address);
        if (counted?.includes('/') !== true) return;
        expect(countedAddress(counted.replace('::/64', ':1:2:3:4'))).to.equal(counted);
      }),
    );
  });
});
