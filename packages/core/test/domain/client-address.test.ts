import { expect } from 'chai';
import fc from 'fast-check';
import { callerPlace, countedAddress } from '../../dist/domain/client-address.js';

describe('countedAddress', () => {
  const ipv4: readonly (readonly [string, string])[] = [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:80', '203.0.113.7'],
    ['203.100.113.77:4711', '203.100.113.77'],
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:4711', '203.0.113.7'],
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['64:ff9b::cb00:7107', '203.0.113.7'],
    ['64:ff9b:1::203.0.113.7', '203.0.113.7'],
    ['64:ff9b:1:fffe::cb00:7107', '203.0.113.7'],
    ['[64:ff9b:1:2:3:4:203.0.113.7]:4711', '203.0.113.7'],
    ['::ffff:0:203.0.113.7', '203.0.113.7'],
    ['::ffff:0:cb00:7107', '203.0.113.7'],
  ];
  for (const [text, address] of ipv4) {
    it(`counts ${text} as the IPv4 address ${address}`, () => {
      expect(countedAddress(text)).to.deep.equal({ address, site: undefined, network: undefined });
    });
  }

  const ipv6: readonly (readonly [string, string, string, string])[] = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1:0::/48'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1:0::/48'],
    ['2001:db8:1:ab12::1', '2001:db8:1:ab12::/64', '2001:db8:1:ab00::/56', '2001:db8:1:0::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0:0::/48'],
    ['[2001:db8::1]:4711', '2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0:0::/48'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1:0::/48'],
    ['2001:db8:3:4:0:ffff:203.0.113.7', '2001:db8:3:4::/64', '2001:db8:3:0::/56', '2001:db8:3:0::/48'],
    // The zeros that :: stands for, wherever it stands and however many they are.
    ['2001::', '2001:0:0:0::/64', '2001:0:0:0::/56', '2001:0:0:0::/48'],
    ['2001:db8:3:4:5:6::', '2001:db8:3:4::/64', '2001:db8:3:0::/56', '2001:db8:3:0::/48'],
    ['::3:4:5:6:7:8', '0:0:3:4::/64', '0:0:3:0::/56', '0:0:3:0::/48'],
    ['2001::4:5:6:7:8', '2001:0:0:4::/64', '2001:0:0:0::/56', '2001:0:0:0::/48'],
    ['2001:db8:3:4::8%eth0', '2001:db8:3:4::/64', '2001:db8:3:0::/56', '2001:db8:3:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0:0::/56', 'fe80:0:0:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48'],
    ['[::1]', '0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48'],
    ['::', '0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48'],
    // Neither mapped nor translated, though they end like one.
    ['2001:db8::ffff:cb00:7107', '2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0:0::/48'],
    ['64:ff9b:2::cb00:7107', '64:ff9b:2:0::/64', '64:ff9b:2:0::/56', '64:ff9b:2:0::/48'],
    ['64:ff9b:0:1::cb00:7107', '64:ff9b:0:1::/64', '64:ff9b:0:0::/56', '64:ff9b:0:0::/48'],
    ['::ffff:1:cb00:7107', '0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48'],
    ['::203.0.113.7', '0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48'],
    // 203.0.113.7 by a local prefix of 48 and of 64 bits.
    ['64:ff9b:1:cb00:71:700::', '64:ff9b:1:cb00::/64', '64:ff9b:1:cb00::/56', '64:ff9b:1:0::/48'],
    ['64:ff9b:1:2:cb:71:700::', '64:ff9b:1:2::/64', '64:ff9b:1:0::/56', '64:ff9b:1:0::/48'],
  ];
  for (const [text, address, site, network] of ipv6) {
    it(`counts ${text} by its /64, its /56 and its /48`, () => {
      expect(countedAddress(text)).to.deep.equal({ address, site, network });
    });
  }

  const words = [
    'unknown',
    '203.0.113',
    // A port goes; what only looks like one stays, for it is no address.
    '203.0.113.7:',
    ':203.0.113.7:80',
    '203.0.113.7:80x',
    'x203.0.113.7:80',
    'x[2001:db8::1]:80',
    '[2001:db8::1]x',
    '[2001:db8::1]:x',
    '[2001:db8::1',
    'x::1',
    '::ffff:203.0.113',
    '::ffff:203.0.113.777',
    '::ffff:::ffff:203.0.113.7',
  ];
  for (const text of words) {
    it(`counts ${text}, which is no address, under itself`, () => {
      expect(countedAddress(text)).to.deep.equal({ address: text, site: undefined, network: undefined });
    });
  }

  for (const text of ['Unknown', 'UNKNOWN', ' unknown ']) {
    it(`counts "${text}" as unknown`, () => {
      expect(countedAddress(text)?.address).to.equal('unknown');
      expect(callerPlace(text)).to.equal(undefined);
    });
  }

  it('counts what is written with spaces around it as what is written', () => {
    expect(countedAddress(' 203.0.113.7 ')?.address).to.equal('203.0.113.7');
    expect(countedAddress(' alice ')?.address).to.equal('alice');
  });

  it('counts no more than 64 characters of what is no address', () => {
    expect(countedAddress('a'.repeat(100))?.address).to.equal('a'.repeat(64));
  });

  it('counts nothing for no address at all', () => {
    expect(['', ' ', undefined].map(countedAddress)).to.deep.equal([undefined, undefined, undefined]);
  });

  it('counts every address of a /64, a /56 and a /48 as one', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), group, (groups, other) => {
        const counted = (change: readonly number[]) =>
          countedAddress(
            [0x2001, ...groups.slice(1, 3), ...change].map((value) => value.toString(16)).join(':'),
          );
        const whole = counted(groups.slice(3));
        const [fourth = 0] = groups.slice(3);
        expect(counted([fourth, other, 2, 3, 4])?.address).to.equal(whole?.address);
        expect(counted([(fourth & 0xff00) | (other & 0xff), 1, 2, 3, 4])?.site).to.equal(whole?.site);
        expect(counted([other, 1, 2, 3, 4])?.network).to.equal(whole?.network);
      }),
    );
  });
});

describe('callerPlace', () => {
  for (const [text, address, network] of [
    ['203.0.113.7', '203.0.113.7', '203.0.0.0/16'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7', '203.0.0.0/16'],
    ['64:ff9b::203.0.113.7', '203.0.113.7', '203.0.0.0/16'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:0:0::/32'],
    ['alice', 'alice', 'alice'],
  ] as const)
    it(`is ${address} in ${network} for ${text}`, () => {
      expect(callerPlace(text)).to.deep.equal({ address, network });
    });

  it('is not known without an address', () => {
    expect(['', undefined, 'unknown'].map(callerPlace)).to.deep.equal([undefined, undefined, undefined]);
  });
});
