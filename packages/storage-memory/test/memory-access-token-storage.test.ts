import { accessTokenStorageContract, termsAgreementStorageContract } from '@threepid/contract-tests';
import { StorageUnavailableError } from '@threepid/core';
import { MemoryAccessTokenStorage, MemoryTermsAgreementStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const userId = '@alice:example.org';

describe('MemoryAccessTokenStorage', () => {
  accessTokenStorageContract({ describe, it, before, after, create: () => new MemoryAccessTokenStorage() });

  it('refuses a new token when it is full, and keeps those that live', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 2 });
    await storage.put({ tokenId: 'a', userId, expiresAt: 10, now: 0 });
    await storage.put({ tokenId: 'b', userId, expiresAt: 20, now: 0 });
    const error: unknown = await storage
      .put({ tokenId: 'c', userId, expiresAt: 20, now: 0 })
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(StorageUnavailableError);
    expect(await storage.userOf({ tokenId: 'a', now: 0 })).to.equal(userId);
  });

  it('has room again as tokens expire', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 2 });
    await storage.put({ tokenId: 'a', userId, expiresAt: 10, now: 0 });
    await storage.put({ tokenId: 'b', userId, expiresAt: 20, now: 0 });
    await storage.put({ tokenId: 'c', userId, expiresAt: 20, now: 10 });
    expect(storage.size).to.equal(2);
  });

  it('wants a whole number above 0', () => {
    for (const maxTokens of [0, -1, 1.5, NaN])
      expect(() => new MemoryAccessTokenStorage({ maxTokens })).to.throw(RangeError, 'maxTokens');
  });
});

describe('MemoryTermsAgreementStorage', () => {
  termsAgreementStorageContract({
    describe,
    it,
    before,
    after,
    create: () => new MemoryTermsAgreementStorage(),
  });

  it('refuses a new user when it is full, and goes on with those it has', async () => {
    const storage = new MemoryTermsAgreementStorage({ maxUsers: 1 });
    await storage.add('@a:example.org', ['https://example.org/1']);
    await storage.add('@a:example.org', ['https://example.org/2']);
    const error: unknown = await storage
      .add('@b:example.org', ['https://example.org/1'])
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(StorageUnavailableError);
  });

  it('wants a whole number above 0', () => {
    expect(() => new MemoryTermsAgreementStorage({ maxUsers: 0 })).to.throw(RangeError, 'maxUsers');
  });
});
