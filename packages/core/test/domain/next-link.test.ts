import { expect } from 'chai';
import fc from 'fast-check';
import { createNextLinkRule } from '../../dist/domain/next-link.js';

describe('a next_link', () => {
  const listed = createNextLinkRule(['example.org', 'app.example.org:8443', 'plain.example.org:80']);
  const allowed = [
    'https://example.org',
    'https://example.org/done?x=1#y',
    'http://example.org:8080/',
    'https://EXAMPLE.org/',
    'https://app.example.org:8443/done',
    'http://plain.example.org/',
    `https://example.org/${'a'.repeat(2_028)}`,
  ];
  for (const link of allowed) {
    it(`may be ${link.slice(0, 50)}`, () => {
      expect(listed(link)).to.equal(true);
    });
  }

  const refused = [
    '',
    '/done',
    '//example.org/done',
    'example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org/',
    'https:example.org',
    'https:example.org/?to=https://example.org/',
    'https:///example.org/?to=https://example.org/',
    'https:/example.org',
    'https://example.org.evil.example/',
    'https://evil.example/?https://example.org',
    'https://evil.example#example.org',
    'https://evil.example\\@example.org/',
    'https://example.org\\.evil.example/',
    'https://user@example.org/',
    'https://user:pass@example.org/',
    'https://example.org@evil.example/',
    'https://example.org%2eevil.example/',
    'https://app.example.org/',
    'https://app.example.org:8444/',
    'https://plain.example.org/',
    'https://localhost/',
    ' https://example.org/',
    'https://example.org/ ',
    'https://exa\tmple.org/',
    'https://example.org/\n',
    'https://еxample.org/',
    'http://[::1',
    'https://@example.org/',
    'https://:@example.org/',
    'https://example.org/日本',
    'https://example.org/\u0000',
    'https://example.org/\u0001x',
    'https://example.org/\u007f',
    'https://example.org/\ud800x',
    'https://example.org/\u00e9',
    `https://example.org/${'a'.repeat(2_029)}`,
  ];
  for (const link of refused) {
    it(`may not be ${JSON.stringify(link.slice(0, 50))}`, () => {
      expect(listed(link)).to.equal(false);
    });
  }

  it('may lead to loopback hosts alone if no list is given', () => {
    const rule = createNextLinkRule(undefined);
    const loopback = [
      'http://localhost:3000/',
      'http://127.0.0.1/',
      'http://127.9.9.9/',
      'http://[::1]:80/',
      'http://app.localhost/',
      'http://2130706433/',
    ];
    expect(loopback.every(rule)).to.equal(true);
    const others = [
      'https://example.org/',
      'http://localhost.evil.example/',
      'http://128.0.0.1/',
      'http://127.0.0.1.evil.example/',
      'http://notlocalhost/',
    ];
    expect(others.some(rule)).to.equal(false);
  });

  it('is judged without throwing, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (link) => typeof listed(link) === 'boolean'));
  });

  for (const host of [
    '',
    'https://example.org',
    'example.org/path',
    'user@example.org',
    'a b',
    'example.org:99999',
  ]) {
    it(`is not compared with '${host}', which is no host`, () => {
      expect(() => createNextLinkRule([host])).to.throw(TypeError, 'is not a host for next_link');
    });
  }
});
