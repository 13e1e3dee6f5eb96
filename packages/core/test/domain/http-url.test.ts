import { expect } from 'chai';
import {
  hasCredentials,
  hasQueryOrFragment,
  parseBaseUrl,
  parseHost,
  parseHttpUrl,
  portOf,
} from '../../dist/domain/http-url.js';

describe('parseHttpUrl', () => {
  for (const text of ['https://example.org', 'HTTP://EXAMPLE.org:8080/a?b#c', 'https://u:p@[2001:db8::1]/'])
    it(`reads ${text}`, () => {
      expect(parseHttpUrl(text)?.href).to.equal(new URL(text).href);
      expect(parseHttpUrl(new URL(text))?.href).to.equal(new URL(text).href);
    });

  for (const text of [
    '',
    '/a',
    '//example.org',
    'example.org',
    'ftp://example.org',
    'httpss://example.org',
    'https:example.org',
    'https:/example.org',
    'https://',
    'https://exa mple.org',
    'https://example.org:99999',
    ' https://example.org',
    'javascript:alert("https://example.org")',
  ])
    it(`doesn't read '${text}'`, () => {
      expect(parseHttpUrl(text)).to.equal(undefined);
    });
});

describe('parts of an http(s) URL', () => {
  it('are credentials, of which either is enough', () => {
    for (const text of ['https://u@a', 'https://:p@a', 'https://u:p@a'])
      expect(hasCredentials(new URL(text)), text).to.equal(true);
    for (const text of ['https://a', 'https://@a', 'https://a/u:p@b'])
      expect(hasCredentials(new URL(text)), text).to.equal(false);
  });

  it('are a query and a fragment, of which either is enough', () => {
    for (const text of ['https://a?b', 'https://a#b', 'https://a/?b#c'])
      expect(hasQueryOrFragment(new URL(text)), text).to.equal(true);
    expect(hasQueryOrFragment(new URL('https://a/b'))).to.equal(false);
  });

  it('are a port, also where none is written', () => {
    expect(
      ['https://a', 'http://a', 'https://a:80', 'http://a:8080'].map((text) => portOf(new URL(text))),
    ).to.deep.equal(['443', '80', '80', '8080']);
  });
});

describe('parseBaseUrl', () => {
  for (const [text, expected] of [
    ['https://example.org', 'https://example.org'],
    ['https://EXAMPLE.org:443//', 'https://example.org'],
    ['http://example.org:8080/id/', 'http://example.org:8080/id'],
    ['https://example.org/?', 'https://example.org'],
    ['https://example.org/#', 'https://example.org'],
    ['https://example.org/?a', undefined],
    ['https://example.org/#a', undefined],
    ['https://u@example.org', undefined],
    ['https://:p@example.org', undefined],
    ['ftp://example.org', undefined],
    ['', undefined],
  ] as const)
    it(`makes ${expected ?? 'nothing'} of '${text}'`, () => {
      expect(parseBaseUrl(text)).to.equal(expected);
    });
});

describe('parseHost', () => {
  for (const [text, hostname, port] of [
    ['example.org', 'example.org', ''],
    ['EXAMPLE.org:8443', 'example.org', '8443'],
    ['example.org:80', 'example.org', '80'],
    ['127.1', '127.0.0.1', ''],
    ['[::1]:8090', '[::1]', '8090'],
  ] as const)
    it(`reads ${text}`, () => {
      expect(parseHost(text)).to.deep.equal({ hostname, port });
    });

  for (const text of ['', 'a b', 'a/b', 'a?b', 'a#b', 'u@a', 'a\\b', 'https://a', 'a:99999', '::1', '[::1'])
    it(`doesn't read '${text}'`, () => {
      expect(parseHost(text)).to.equal(undefined);
    });
});
