import { StorageUnavailableError, type AccessTokenStorage } from '@threepid/core';
import { expect } from 'chai';
import type { ContractRunner } from '../runner/contract-runner.js';
import { madeBefore } from '../runner/made-before.js';
import { minute, t0 } from '../runner/times.js';
import { most, TokenOwner } from './token-owner.js';

/** Options of `accessTokenStorageContract`, with the functions of the runner. */
export interface AccessTokenStorageContractOptions extends ContractRunner {
  /** Creates the storage that all tests share. It needn't be empty, because each test uses its own ids. */
  readonly create: () => Promise<AccessTokenStorage> | AccessTokenStorage;
  /** Closes the storage of `create`. */
  readonly destroy?: (storage: AccessTokenStorage) => Promise<void> | void;
  /** Creates a storage whose server can't be reached. Absent: not tested. */
  readonly createUnavailable?: () => Promise<AccessTokenStorage> | AccessTokenStorage;
  /** Closes the storage of `createUnavailable`. */
  readonly destroyUnavailable?: (storage: AccessTokenStorage) => Promise<void> | void;
}

type It = ContractRunner['it'];
type Storage = () => AccessTokenStorage;

/** The suite that every `AccessTokenStorage` must pass. Times come from the calls, so no test sleeps. */
export function accessTokenStorageContract(options: AccessTokenStorageContractOptions): void {
  const { describe, it, create, destroy, createUnavailable, destroyUnavailable } = options;
  describe('access token storage contract', () => {
    describe('a storage that answers', () => {
      const storage = madeBefore(options, create, destroy);
      keeping(it, storage);
      expiry(it, storage);
      removing(it, storage);
      tokensPerUser(it, storage);
    });
    if (createUnavailable === undefined) return;
    describe('a storage that does not', () => {
      unavailable(it, madeBefore(options, createUnavailable, destroyUnavailable));
    });
  });
}

function keeping(it: It, storage: Storage): void {
  it('answers whose a token is', async () => {
    const [alice, bob] = [new TokenOwner(storage()), new TokenOwner(storage())];
    const [one, other] = await Promise.all([alice.put(), bob.put()]);
    expect(await storage().userOf({ tokenId: one, now: t0 })).to.equal(alice.userId);
    expect(await storage().userOf({ tokenId: other, now: t0 })).to.equal(bob.userId);
  });

  it('knows no token that was never put, nor one that differs in a bit', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put();
    const strangers = [alice.newTokenId(), withOtherBit(tokenId, 27), withOtherBit(tokenId, 0)];
    for (const stranger of strangers)
      expect(await storage().userOf({ tokenId: stranger, now: t0 })).to.equal(undefined);
  });

  it('keeps several tokens of one user', async () => {
    const alice = new TokenOwner(storage());
    const ids = await Promise.all(Array.from({ length: 10 }, () => alice.put()));
    const users = await Promise.all(ids.map((tokenId) => storage().userOf({ tokenId, now: t0 })));
    expect(users).to.deep.equal(ids.map(() => alice.userId));
  });

  it('keeps a user id as it is, whatever its characters and its length', async () => {
    for (const userId of [
      `@${'a'.repeat(240)}:example.org`,
      '@/=+-._:[2001:db8::1]:8448',
      '@ü {}\u0000\n:x',
    ]) {
      const user = new TokenOwner(storage(), userId);
      const ids = [await user.put(), await user.put()];
      for (const tokenId of ids) expect(await storage().userOf({ tokenId, now: t0 })).to.equal(userId);
    }
  });
}

function expiry(it: It, storage: Storage): void {
  it('has a token until the millisecond before it expires, and not at it', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put();
    expect(await storage().userOf({ tokenId, now: t0 + minute - 1 })).to.equal(alice.userId);
    expect(await storage().userOf({ tokenId, now: t0 + minute })).to.equal(undefined);
  });

  it('removes no token that has expired: there is none', async () => {
    const tokenId = await new TokenOwner(storage()).put();
    expect(await storage().remove({ tokenId, now: t0 + minute })).to.equal(false);
  });

  it('is not made to live longer by being asked for, nor by other tokens of the user', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put();
    for (let now = t0; now < t0 + minute; now += minute / 4) await storage().userOf({ tokenId, now });
    await alice.put({ now: t0 + minute / 2, expiresAt: t0 + 2 * minute });
    expect(await storage().userOf({ tokenId, now: t0 + minute })).to.equal(undefined);
  });

  it('is not made to live shorter by other tokens of the user', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put({ expiresAt: t0 + 3 * minute });
    const brief = await alice.put();
    await storage().remove({ tokenId: brief, now: t0 });
    await alice.put();
    expect(await storage().userOf({ tokenId, now: t0 + 3 * minute - 1 })).to.equal(alice.userId);
  });

  it('keeps nothing of a token that has expired already', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put({ now: t0 + minute, expiresAt: t0 + minute });
    expect(await storage().userOf({ tokenId, now: t0 })).to.equal(undefined);
  });
}

function removing(it: It, storage: Storage): void {
  it('forgets the token that is removed, and no other', async () => {
    const alice = new TokenOwner(storage());
    const [one, other] = await Promise.all([alice.put(), alice.put()]);
    expect(await storage().remove({ tokenId: one, now: t0 })).to.equal(true);
    expect(await storage().userOf({ tokenId: one, now: t0 })).to.equal(undefined);
    expect(await storage().userOf({ tokenId: other, now: t0 })).to.equal(alice.userId);
  });

  it('tells 1 of 100 removals at once that it found the token', async () => {
    const alice = new TokenOwner(storage());
    const [tokenId] = await Promise.all([alice.put(), alice.put()]);
    const removals = Array.from({ length: 100 }, () => storage().remove({ tokenId, now: t0 }));
    expect((await Promise.all(removals)).filter((removed) => removed)).to.have.lengthOf(1);
  });

  it('removes nothing that is not there', async () => {
    const alice = new TokenOwner(storage());
    expect(await storage().remove({ tokenId: alice.newTokenId(), now: t0 })).to.equal(false);
    await alice.put();
    expect(await storage().remove({ tokenId: alice.newTokenId(), now: t0 })).to.equal(false);
  });
}

function tokensPerUser(it: It, storage: Storage): void {
  it('drops the oldest token of the user who has one more than may live', async () => {
    const alice = new TokenOwner(storage());
    const ids: string[] = [];
    for (let count = 0; count < most + 3; count += 1) ids.push(await alice.put());
    expect(await alice.liveOf(ids)).to.deep.equal(ids.slice(3));
  });

  it('drops no token of another user', async () => {
    const [alice, bob] = [new TokenOwner(storage()), new TokenOwner(storage())];
    const kept = await bob.put();
    for (let count = 0; count <= most; count += 1) await alice.put();
    expect(await bob.liveOf([kept])).to.deep.equal([kept]);
  });

  it('counts neither a token that was removed nor one that has expired', async () => {
    const alice = new TokenOwner(storage());
    const removed = await alice.put({ expiresAt: t0 + 3 * minute });
    const expired = await alice.put();
    const later = { now: t0 + minute, expiresAt: t0 + 2 * minute };
    const ids: string[] = [];
    for (let count = 1; count < most; count += 1) ids.push(await alice.put(later));
    await storage().remove({ tokenId: removed, now: later.now });
    ids.push(await alice.put(later));
    expect(await alice.liveOf([...ids, removed, expired], later.now)).to.deep.equal(ids);
  });

  it('drops no live token for newer ones that have expired', async () => {
    const alice = new TokenOwner(storage());
    const oldest = await alice.put({ expiresAt: t0 + 3 * minute });
    for (let count = 1; count < most; count += 1) await alice.put();
    await alice.put({ now: t0 + minute, expiresAt: t0 + 2 * minute });
    expect(await alice.liveOf([oldest], t0 + minute)).to.deep.equal([oldest]);
  });

  it('counts a token as long as it lives, whichever of the user ends first', async () => {
    for (const isLongFirst of [true, false]) {
      const alice = new TokenOwner(storage());
      if (!isLongFirst) await alice.put();
      const long = await alice.put({ expiresAt: t0 + 3 * minute });
      if (isLongFirst) await alice.put();
      const later = { now: t0 + minute, expiresAt: t0 + 2 * minute };
      for (let count = 1; count < most; count += 1) await alice.put(later);
      expect(await alice.liveOf([long], later.now)).to.deep.equal([long]);
      await alice.put(later);
      expect(await alice.liveOf([long], later.now)).to.deep.equal([]);
    }
  });

  it('counts a token once that is put again, at its first place', async () => {
    const alice = new TokenOwner(storage());
    const ids: string[] = [];
    for (let count = 0; count < most; count += 1) ids.push(await alice.put());
    const [oldest = ''] = ids;
    await alice.put({ tokenId: oldest });
    expect(await alice.liveOf(ids)).to.deep.equal(ids);
    await alice.put();
    expect(await alice.liveOf(ids)).to.deep.equal(ids.slice(1));
  });

  it('lets a token that is put again live as long as the second time says', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = await alice.put();
    await alice.put({ tokenId, expiresAt: t0 + 2 * minute });
    expect(await alice.liveOf([tokenId], t0 + minute)).to.deep.equal([tokenId]);
    await alice.put({ tokenId, now: t0 + minute, expiresAt: t0 + minute + 1 });
    expect(await alice.liveOf([tokenId], t0 + minute + 1)).to.deep.equal([]);
  });

  it('keeps the newest token alone, where one may live', async () => {
    const alice = new TokenOwner(storage());
    const ids = [await alice.put({ most: 1 }), await alice.put({ most: 1 })];
    expect(await alice.liveOf(ids)).to.deep.equal(ids.slice(1));
  });

  it('drops what is too much, where fewer may live than did', async () => {
    const alice = new TokenOwner(storage());
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await alice.put());
    ids.push(await alice.put({ most: 2 }));
    expect(await alice.liveOf(ids)).to.deep.equal(ids.slice(-2));
  });

  it('leaves exactly as many as may live of 300 put at once, for each of 3 users', async () => {
    const users = Array.from({ length: 3 }, () => new TokenOwner(storage()));
    const puts = Array.from({ length: 300 }, () => users.map((user) => user.put())).flat();
    const ids = await Promise.all(puts);
    for (const user of users) expect(await user.liveOf(ids)).to.have.lengthOf(most);
  });

  it('has no more than may live, and none that was removed, after 300 are put and removed at once', async () => {
    const alice = new TokenOwner(storage());
    const ids = Array.from({ length: 300 }, () => alice.newTokenId());
    const calls = ids.map(async (tokenId, place) => {
      await alice.put({ tokenId });
      return place % 2 === 0 && (await storage().remove({ tokenId, now: t0 })) ? [tokenId] : [];
    });
    const removed = (await Promise.all(calls)).flat();
    expect(removed).not.to.deep.equal([]);
    expect(await alice.liveOf(removed)).to.deep.equal([]);
    expect((await alice.liveOf(ids)).length).to.be.at.most(most);
  });

  it('keeps all tokens of a user who is not limited', async () => {
    const alice = new TokenOwner(storage());
    const ids = Array.from({ length: 2 * most }, () => alice.newTokenId());
    for (const tokenId of ids)
      await storage().put({ tokenId, userId: alice.userId, expiresAt: t0 + minute, now: t0 });
    expect(await alice.liveOf(ids)).to.deep.equal(ids);
  });
}

function unavailable(it: It, storage: Storage): void {
  it('rejects with StorageUnavailableError, whatever is asked', async () => {
    const alice = new TokenOwner(storage());
    const tokenId = alice.newTokenId();
    const calls = [
      () => alice.put({ tokenId }),
      () => storage().userOf({ tokenId, now: t0 }),
      () => storage().remove({ tokenId, now: t0 }),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(StorageUnavailableError);
    }
  });
}

function withOtherBit(tokenId: string, place: number): string {
  const bytes = Buffer.from(tokenId, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  return bytes.toString('base64url');
}
