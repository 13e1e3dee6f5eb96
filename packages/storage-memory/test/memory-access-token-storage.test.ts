import { MemoryAccessTokenStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const userId = '@alice:example.org';

describe('MemoryAccessTokenStorage', () => {
  it('gives the place of the oldest token to a new one when it is full', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 3 });
    for (const tokenId of ['a', 'b', 'c', 'd'])
      await storage.put({ tokenId, userId: `@${tokenId}:example.org`, expiresAt: 20, now: 0 });
    expect(await liveOf(storage, ['a', 'b', 'c', 'd'], 0)).to.deep.equal(['b', 'c', 'd']);
    expect(storage.size).to.equal(3);
  });

  it('locks nobody out: of 1,000 users who come to a full storage each gets a token that works', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 100 });
    for (let count = 0; count < 1_000; count += 1) {
      const user = { tokenId: String(count), userId: `@${count}:example.org` };
      await storage.put({ ...user, expiresAt: 20, now: 0, tokensPerUser: 20 });
      expect(await storage.userOf({ tokenId: user.tokenId, now: 0 })).to.equal(user.userId);
    }
    expect(storage.size).to.equal(100);
  });

  it('gives no place of another to a token that is put again', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 2 });
    for (const tokenId of ['a', 'b', 'b']) await storage.put({ tokenId, userId, expiresAt: 20, now: 0 });
    expect(await liveOf(storage, ['a', 'b'], 0)).to.deep.equal(['a', 'b']);
  });

  it('has room again as tokens expire, and as they are removed', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 2 });
    await storage.put({ tokenId: 'a', userId, expiresAt: 10, now: 0 });
    await storage.put({ tokenId: 'b', userId, expiresAt: 20, now: 0 });
    await storage.put({ tokenId: 'c', userId, expiresAt: 20, now: 10 });
    expect(await liveOf(storage, ['a', 'b', 'c'], 10)).to.deep.equal(['b', 'c']);
    await storage.remove({ tokenId: 'c', now: 10 });
    await storage.put({ tokenId: 'd', userId, expiresAt: 20, now: 10 });
    expect(await liveOf(storage, ['b', 'd'], 10)).to.deep.equal(['b', 'd']);
  });

  it('holds nothing of users whose tokens are gone', async () => {
    const storage = new MemoryAccessTokenStorage({ maxTokens: 2 });
    for (const tokenId of ['a', 'b', 'c', 'd'])
      await storage.put({ tokenId, userId: `@${tokenId}:example.org`, expiresAt: 10, now: 0 });
    await storage.remove({ tokenId: 'c', now: 0 });
    expect(storage.users).to.equal(1);
    await storage.userOf({ tokenId: 'd', now: 10 });
    expect([storage.size, storage.users]).to.deep.equal([0, 0]);
  });

  it('removes a token that has ended and is not deleted yet, though its user is', async () => {
    const storage = new MemoryAccessTokenStorage();
    const ids = Array.from({ length: 100 }, (_, index) => String(index));
    // The last to end are the last to be deleted.
    for (const [index, tokenId] of ids.entries())
      await storage.put({ tokenId, userId, expiresAt: 10 + index, now: 0 });
    await storage.userOf({ tokenId: '0', now: 200 });
    expect([storage.size, storage.users]).to.deep.equal([68, 0]);
    const left = ids.filter((_, index) => index >= 64);
    for (const tokenId of left.toReversed())
      expect(await storage.remove({ tokenId, now: 200 })).to.equal(false);
    expect(storage.size).to.equal(0);
  });

  it('wants a whole number above 0', () => {
    expect(new MemoryAccessTokenStorage({ maxTokens: 1 }).size).to.equal(0);
    for (const maxTokens of [0, -1, 1.5, NaN])
      expect(() => new MemoryAccessTokenStorage({ maxTokens })).to.throw(RangeError, 'maxTokens');
  });
});

async function liveOf(
  storage: MemoryAccessTokenStorage,
  ids: readonly string[],
  now: number,
): Promise<readonly string[]> {
  const users = await Promise.all(ids.map((tokenId) => storage.userOf({ tokenId, now })));
  return ids.filter((_, place) => users[place] !== undefined);
}
