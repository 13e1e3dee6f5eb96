import { createTermsPolicy, StorageUnavailableError } from '@threepid/core';
import { MemoryTermsAgreementStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { alice, documents, privacy, termsInEnglish, termsInFrench } from '../accounts-framework.js';

describe('createTermsPolicy', () => {
  it('takes agreement in one language for all, and wants it to every policy', async () => {
    for (const url of [termsInEnglish, termsInFrench]) {
      const terms = createTermsPolicy({ documents, storage: new MemoryTermsAgreementStorage() });
      expect(await terms.hasAgreed(alice)).to.equal(false);
      await terms.agree(alice, [url]);
      expect(await terms.hasAgreed(alice)).to.equal(false);
      await terms.agree(alice, [privacy]);
      expect(await terms.hasAgreed(alice)).to.equal(true);
      expect(await terms.hasAgreed('@bob:example.org')).to.equal(false);
    }
  });

  it('asks again when a policy has a new version', async () => {
    const storage = new MemoryTermsAgreementStorage();
    await createTermsPolicy({ documents, storage }).agree(alice, [termsInEnglish, privacy]);
    const privacy2 = 'https://example.org/privacy-2.0-en';
    const renewed = createTermsPolicy({
      documents: {
        ...documents,
        privacy_policy: { version: '2.0', translations: { en: { name: 'x', url: privacy2 } } },
      },
      storage,
    });
    expect(await renewed.hasAgreed(alice)).to.equal(false);
    await renewed.agree(alice, [privacy2]);
    expect(await renewed.hasAgreed(alice)).to.equal(true);
  });

  it('loses none of two agreements at once', async () => {
    const terms = createTermsPolicy({ documents, storage: new MemoryTermsAgreementStorage() });
    await Promise.all([terms.agree(alice, [termsInEnglish]), terms.agree(alice, [privacy])]);
    expect(await terms.hasAgreed(alice)).to.equal(true);
  });

  it('keeps no URL that is none of its policies', async () => {
    const storage = new MemoryTermsAgreementStorage();
    const terms = createTermsPolicy({ documents, storage });
    await terms.agree(alice, ['https://evil.example/', 'x'.repeat(10_000)]);
    expect(await storage.urlsOf(alice)).to.deep.equal([]);
  });

  it('has nothing to agree to without policies', async () => {
    const terms = createTermsPolicy({ documents: {}, storage: new MemoryTermsAgreementStorage() });
    expect(await terms.hasAgreed(alice)).to.equal(true);
    expect(await terms.documents()).to.deep.equal({});
  });

  it('asks no storage where there is nothing to agree to, or nothing to keep', async () => {
    const down = () => Promise.reject(new StorageUnavailableError('down'));
    const storage = { urlsOf: down, add: down };
    expect(await createTermsPolicy({ documents: {}, storage }).hasAgreed(alice)).to.equal(true);
    await createTermsPolicy({ documents, storage }).agree(alice, ['https://evil.example/']);
  });

  it('refuses policies that can not be right', () => {
    const storage = new MemoryTermsAgreementStorage();
    const one = (translations: Readonly<Record<string, { name: string; url: string }>>) => () =>
      createTermsPolicy({ documents: { a: { version: '1', translations } }, storage });
    expect(one({})).to.throw(TypeError, 'no translation');
    expect(one({ version: { name: 'x', url: privacy } })).to.throw(TypeError, 'language');
    for (const url of ['', 'terms.html', 'javascript:alert(1)', 'mailto:a@example.org'])
      expect(one({ en: { name: 'x', url } }), url).to.throw(TypeError, 'URL');
    const shared = { version: '1', translations: { en: { name: 'x', url: privacy } } };
    expect(() => createTermsPolicy({ documents: { a: shared, b: shared }, storage })).to.throw(
      TypeError,
      'one URL',
    );
    expect(one({ en: { name: 'x', url: privacy }, de: { name: 'y', url: privacy } })).not.to.throw();
  });
});
