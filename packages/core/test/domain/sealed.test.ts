import { expect } from 'chai';
import fc from 'fast-check';
import { createKeyring, deriveKeys } from '../../dist/domain/keyring.js';
import {
  sealMsisdn,
  sealNextLink,
  sealSentMessage,
  unsealMsisdn,
  unsealNextLink,
  unsealSentMessage,
} from '../../dist/domain/sealed.js';

const keys = deriveKeys('a secret for tests');
const msisdn = fc.bigInt({ min: 1n, max: 999_999_999_999_999n }).map(String);

describe('a sealed number', () => {
  it('is 8 bytes and opens to itself', () => {
    fc.assert(
      fc.property(msisdn, fc.string(), (number, stem) => {
        const sealed = sealMsisdn(keys, stem, number);
        expect(Buffer.from(sealed, 'base64url')).to.have.length(8);
        expect(unsealMsisdn(keys, stem, sealed)).to.equal(number);
      }),
    );
  });

  it('looks different in each session and under each secret', () => {
    const sealed = [
      sealMsisdn(keys, 'a', '447400123456'),
      sealMsisdn(keys, 'b', '447400123456'),
      sealMsisdn(deriveKeys('x'), 'a', '447400123456'),
    ];
    expect(new Set(sealed).size).to.equal(3);
  });
});

describe('a sealed next_link', () => {
  it('opens to itself, and looks different each time', () => {
    fc.assert(
      fc.property(fc.webUrl(), (link) => {
        const [one, other] = [sealNextLink(keys, link), sealNextLink(keys, link)];
        expect(one).not.to.equal(other);
        expect(unsealNextLink(keys, one)).to.equal(link);
      }),
    );
  });

  it('does not open if a bit of it was changed, nor under another secret', () => {
    const sealed = Buffer.from(sealNextLink(keys, 'https://example.org/done'), 'base64url');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unsealNextLink(keys, changed.toString('base64url'))).to.throw();
    }
    expect(() => unsealNextLink(deriveKeys('x'), sealed.toString('base64url'))).to.throw();
  });
});

describe('a sealed message', () => {
  it('opens to itself, whatever its letters are, and not as a next_link', () => {
    const text = 'Ваш код: 482915 🔐';
    const sealed = sealSentMessage(keys, text);
    expect(unsealSentMessage(keys, sealed)).to.equal(text);
    expect(() => unsealNextLink(keys, sealed)).to.throw();
  });

  it('does not open with a shorter tag, which would be easier to guess', () => {
    const sealed = Buffer.from(sealSentMessage(keys, ''), 'base64url');
    expect(sealed).to.have.length(12 + 16);
    expect(() => unsealSentMessage(keys, sealed.subarray(0, -4).toString('base64url'))).to.throw();
  });
});

describe('createKeyring', () => {
  it('wants a secret, and none that is empty', () => {
    expect(() => createKeyring([])).to.throw(TypeError, 'at least one secret');
    expect(() => createKeyring(['good', ''])).to.throw(TypeError, 'must not be empty');
    expect(createKeyring(['new', 'old'])).to.have.length(2);
  });
});
