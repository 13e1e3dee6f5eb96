import { StorageUnavailableError } from '@threepid/core';
import { MemoryTermsAgreementStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

describe('MemoryTermsAgreementStorage', () => {
  it('refuses a new user when it is full, and goes on with those it has', async () => {
    const storage = new MemoryTermsAgreementStorage({ maxUsers: 1 });
    await storage.add('@a:example.org', ['https://example.org/1']);
    await storage.add('@a:example.org', ['https://example.org/2']);
    const error: unknown = await storage
      .add('@b:example.org', ['https://example.org/1'])
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(StorageUnavailableError);
    expect(String(error)).to.match(
      /is full: it holds the agreements of 1 users\. Raise maxUsers, .*@threepid\/storage-redis/,
    );
  });

  it('wants a whole number above 0', () => {
    expect(() => new MemoryTermsAgreementStorage({ maxUsers: 0 })).to.throw(RangeError, 'maxUsers');
  });
});
