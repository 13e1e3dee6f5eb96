import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { createHmacSha256 } from '../../dist/domain/hmac-sha256.js';

describe('createHmacSha256', () => {
  it("digests as Node's Hmac does, whatever the key and the text", () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 1_500, size: 'max' }), { maxLength: 5 });
    fc.assert(
      fc.property(keys, texts, (key, all) => {
        const hmac = createHmacSha256(Buffer.from(key));
        // One after the other, so that nothing of a text is left for the next.
        for (const text of all)
          expect(hmac(text)).to.equal(createHmac('sha256', key).update(text).digest('base64url'));
      }),
    );
  });

  it('digests as RFC 4231 says', () => {
    const digest = createHmacSha256(Buffer.from('Jefe'))('what do ya want for nothing?');
    expect(Buffer.from(digest, 'base64url').toString('hex')).to.equal(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
