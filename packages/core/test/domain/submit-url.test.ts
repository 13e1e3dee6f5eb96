import { expect } from 'chai';
import { submitUrlOf } from '../../dist/domain/submit-url.js';

describe('the URL at which a code is submitted', () => {
  const path = '/_matrix/identity/api/v1/validate/msisdn/submitToken';
  for (const [publicUrl, base] of [
    ['https://example.org', 'https://example.org'],
    ['https://example.org/', 'https://example.org'],
    ['http://localhost:8090/id//', 'http://localhost:8090/id'],
  ] as const)
    it(`lies below ${publicUrl}`, () => {
      expect(submitUrlOf(publicUrl)).to.equal(base + path);
    });

  for (const publicUrl of ['', 'example.org', 'ftp://example.org', 'https://u:p@example.org', 'https://a/?b'])
    it(`is none below '${publicUrl}'`, () => {
      expect(() => submitUrlOf(publicUrl)).to.throw(TypeError, 'publicUrl');
    });
});
