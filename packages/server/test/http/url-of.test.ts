import { expect } from 'chai';
import { urlOf } from '../../dist/http/url-of.js';

describe('the URL of a shared port', () => {
  for (const [address, family, url] of [
    ['192.0.2.1', 'IPv4', 'http://192.0.2.1:8090'],
    ['::1', 'IPv6', 'http://[::1]:8090'],
    ['::', 'IPv6', 'http://[::]:8090'],
    ['0.0.0.0', 'IPv4', 'http://127.0.0.1:8090'],
  ] as const)
    it(`is ${url} for ${address}`, () => {
      expect(urlOf({ address, family, port: 8090 })).to.equal(url);
    });
});
