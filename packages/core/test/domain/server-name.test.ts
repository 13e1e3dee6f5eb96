import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalServerName } from '../../dist/domain/server-name.js';

describe('canonicalServerName', () => {
  const same: readonly (readonly [string, string])[] = [
    ['id.example.org', 'id.example.org'],
    ['ID.Example.ORG', 'id.example.org'],
    ['id.example.org.', 'id.example.org'],
    ['id.example.org:443', 'id.example.org'],
    ['id.example.org:8448', 'id.example.org:8448'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['127.0.0.1:8090', '127.0.0.1:8090'],
    ['[::1]:8090', '[::1]:8090'],
    ['localhost', 'localhost'],
    ['id.example.org:1', 'id.example.org:1'],
    ['id.example.org:65535', 'id.example.org:65535'],
    ['a.b-c.d_e.example.org', 'a.b-c.d_e.example.org'],
    ['a', 'a'],
    ['a.bc.d', 'a.bc.d'],
    ['192.0.2.1', '192.0.2.1'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ];
  for (const [name, canonical] of same) {
    it(`takes '${name}' for ${canonical}`, () => {
      expect(canonicalServerName(name)).to.equal(canonical);
    });
  }

  const hostile = [
    '',
    ' id.example.org',
    'id.example.org ',
    'https://id.example.org',
    'id.example.org/path',
    'id.example.org?x',
    'id.example.org#x',
    'user@id.example.org',
    'id.example.org@evil.example',
    'id.example.org:0',
    'id.example.org:65536',
    'id.example.org:x',
    'id.example.org:443:443',
    'id.example.org\\evil',
    'id%2eexample.org',
    '0x7f.0.0.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '[::1',
    '[::1]x',
    '[::ffff:127.0.0.1%lo]',
    'a..b',
    '127.1:8448',
    '-a.example:8448',
    '.example.org',
    '-a.example',
    'a-.example',
    'a.example-',
    `${'a'.repeat(64)}.example`,
    `a.${'a'.repeat(64)}`,
    '[127.0.0.1]',
    '[:::]',
    '[1.2.3.4.5]',
    '..',
    '.',
    '\u00ad',
    'a\nb',
    'x'.repeat(300),
  ];
  for (const name of hostile) {
    it(`takes ${JSON.stringify(name.slice(0, 40))} for no server name`, () => {
      expect(canonicalServerName(name)).to.equal(undefined);
    });
  }

  it('is the same the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.string({ unit: 'binary' })), (name) => {
        const canonical = canonicalServerName(name);
        if (canonical !== undefined) expect(canonicalServerName(canonical)).to.equal(canonical);
      }),
    );
  });
});
