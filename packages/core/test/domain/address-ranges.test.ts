import { expect } from 'chai';
import fc from 'fast-check';
import { BlockList, isIP } from 'node:net';
import { createAddressRanges } from '../../dist/domain/address-ranges.js';

/** Few different octets, so that an address is in a range now and then. */
const octet = fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.nat(255));
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const mapped = fc
  .tuple(fc.constantFrom('::ffff:', '::FFFF:', '0:0:0:0:0:ffff:'), ipv4)
  .map(([prefix, address]) => prefix + address);
const address = fc.oneof(ipv4, ipv4, mapped, fc.ipV6());
const range = fc
  .tuple(address, fc.nat(128))
  .map(([start, bits]) => ({ start, bits: isIP(start) === 4 ? bits % 33 : bits }));

describe('address ranges', () => {
  it('contain what a BlockList of them contains', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 4 }), address, (ranges, asked) => {
        const isIn = createAddressRanges(
          ranges.map(({ start, bits }) => `${start}/${bits}`),
          'proxy',
        );
        expect(isIn(asked)).to.equal(blockListOf(ranges).check(asked, familyOf(asked)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('contain an address in any of its forms', () => {
    fc.assert(
      fc.property(range, ipv4, ({ start, bits }, asked) => {
        const isIn = createAddressRanges([`${start}/${bits}`], 'proxy');
        expect(isIn(`::ffff:${asked}`)).to.equal(isIn(asked));
      }),
    );
  });

  for (const [entry, inside, outside] of [
    ['10.0.0.1', ['10.0.0.1', '::ffff:10.0.0.1'], ['10.0.0.0', '10.0.0.2', '10.0.1.1', '::10.0.0.1']],
    ['10.0.0.2/31', ['10.0.0.2', '10.0.0.3'], ['10.0.0.1', '10.0.0.4']],
    ['2001:db8::1', ['2001:db8::1', '2001:db8:0::0:1'], ['2001:db8::2', '2001:db8::', '0.0.0.1']],
    ['::ffff:10.0.0.0/120', ['10.0.0.255', '::ffff:10.0.0.1'], ['10.0.1.0']],
  ] as const)
    it(`of ${entry} contain that and nothing beside it`, () => {
      const isIn = createAddressRanges([entry], 'proxy');
      for (const one of inside) expect(isIn(one), one).to.equal(true);
      for (const other of outside) expect(isIn(other), other).to.equal(false);
    });

  it('contain no text that is not an address', () => {
    const isIn = createAddressRanges(['0.0.0.0/0', '::/0'], 'proxy');
    for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', '1.2.3.4/8', '::1%'])
      expect(isIn(text)).to.equal(false);
  });

  for (const entry of [
    '',
    'localhost',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/-1',
    '1.2.3.4/8/8',
    '::1/129',
    '::1/1e1',
  ])
    it(`are not made of '${entry}'`, () => {
      expect(() => createAddressRanges([entry], 'proxy')).to.throw(TypeError, `'${entry}'`);
    });
});

interface Range {
  readonly start: string;
  readonly bits: number;
}

function blockListOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const { start, bits } of ranges) list.addSubnet(start, bits, familyOf(start));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
