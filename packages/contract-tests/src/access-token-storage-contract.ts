import { randomBytes } from 'node:crypto';
import { StorageUnavailableError, type AccessTokenStorage } from '@threepid/core';
import { expect } from 'chai';
import { minute, t0 } from './session-storage/times.js';

export interface AccessTokenStorageContractOptions {
  /** The runner's functions: those of mocha, or what other runners call `describe`, `it`, `beforeAll` and `afterAll`. */
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  readonly before: (body: () => Promise<void>) => unknown;
  readonly after: (body: () => Promise<void>) => unknown;
  /** Makes the storage that all tests share. It need not be empty: each test uses ids of its own. */
  readonly create: () => Promise<AccessTokenStorage> | AccessTokenStorage;
  /** Closes what `create` made. */
  readonly destroy?: () => Promise<void> | void;
  /** Makes a storage whose server cannot be reached. Absent: not tested. */
  readonly createUnavailable?: () => Promise<AccessTokenStorage> | AccessTokenStorage;
  /** Closes what `createUnavailable` made. */
  readonly destroyUnavailable?: () => Promise<void> | void;
}

type It = AccessTokenStorageContractOptions['it'];
type Storage = () => AccessTokenStorage;

const alice = '@alice:example.org';
const bob = '@bob:example.org';

/** The suite that every `AccessTokenStorage` has to pass. Time is that of the calls: nothing sleeps. */
export function accessTokenStorageContract(options: AccessTokenStorageContractOptions): void {
  const { describe, it, create, destroy, createUnavailable, destroyUnavailable } = options;
  describe('access token storage contract', () => {
    describe('a storage that answers', () => {
      const storage = madeBefore(options, create, destroy);
      keeping(it, storage);
      expiry(it, storage);
      removing(it, storage);
    });
    if (createUnavailable === undefined) return;
    describe('a storage that does not', () => {
      unavailable(it, madeBefore(options, createUnavailable, destroyUnavailable));
    });
  });
}

function keeping(it: It, storage: Storage): void {
  it('answers whose a token is', async () => {
    const [one, other] = [newTokenId(), newTokenId()];
    await Promise.all([put(storage(), one, alice), put(storage(), other, bob)]);
    expect(await storage().userOf({ tokenId: one, now: t0 })).to.equal(alice);
    expect(await storage().userOf({ tokenId: other, now: t0 })).to.equal(bob);
  });

  it('knows no token that was never put, nor one that differs in a bit', async () => {
    const tokenId = newTokenId();
    await put(storage(), tokenId, alice);
    expect(await storage().userOf({ tokenId: newTokenId(), now: t0 })).to.equal(undefined);
    expect(await storage().userOf({ tokenId: withOtherBit(tokenId), now: t0 })).to.equal(undefined);
  });

  it('keeps several tokens of one user', async () => {
    const ids = Array.from({ length: 10 }, newTokenId);
    await Promise.all(ids.map((tokenId) => put(storage(), tokenId, alice)));
    const users = await Promise.all(ids.map((tokenId) => storage().userOf({ tokenId, now: t0 })));
    expect(new Set(users)).to.deep.equal(new Set([alice]));
  });

  it('keeps a user id as it is, whatever its characters and its length', async () => {
    for (const userId of [
      `@${'a'.repeat(240)}:example.org`,
      '@/=+-._:[2001:db8::1]:8448',
      '@ü {}\u0000\n:x',
    ]) {
      const tokenId = newTokenId();
      await put(storage(), tokenId, userId);
      expect(await storage().userOf({ tokenId, now: t0 })).to.equal(userId);
    }
  });
}

function expiry(it: It, storage: Storage): void {
  it('has a token until the millisecond before it expires, and not at it', async () => {
    const tokenId = newTokenId();
    await put(storage(), tokenId, alice);
    expect(await storage().userOf({ tokenId, now: t0 + minute - 1 })).to.equal(alice);
    expect(await storage().userOf({ tokenId, now: t0 + minute })).to.equal(undefined);
  });

  it('removes no token that has expired: there is none', async () => {
    const tokenId = newTokenId();
    await put(storage(), tokenId, alice);
    expect(await storage().remove({ tokenId, now: t0 + minute })).to.equal(false);
  });

  it('is not made to live longer by being asked for', async () => {
    const tokenId = newTokenId();
    await put(storage(), tokenId, alice);
    for (let now = t0; now < t0 + minute; now += minute / 4) await storage().userOf({ tokenId, now });
    expect(await storage().userOf({ tokenId, now: t0 + minute })).to.equal(undefined);
  });
}

function removing(it: It, storage: Storage): void {
  it('forgets the token that is removed, and no other', async () => {
    const [one, other] = [newTokenId(), newTokenId()];
    await Promise.all([put(storage(), one, alice), put(storage(), other, alice)]);
    expect(await storage().remove({ tokenId: one, now: t0 })).to.equal(true);
    expect(await storage().userOf({ tokenId: one, now: t0 })).to.equal(undefined);
    expect(await storage().userOf({ tokenId: other, now: t0 })).to.equal(alice);
  });

  it('tells 1 of 100 removals at once that it found the token', async () => {
    const tokenId = newTokenId();
    await put(storage(), tokenId, alice);
    const removals = Array.from({ length: 100 }, () => storage().remove({ tokenId, now: t0 }));
    expect((await Promise.all(removals)).filter((removed) => removed)).to.have.lengthOf(1);
  });

  it('removes nothing that is not there', async () => {
    expect(await storage().remove({ tokenId: newTokenId(), now: t0 })).to.equal(false);
  });
}

function unavailable(it: It, storage: Storage): void {
  it('rejects with StorageUnavailableError, whatever is asked', async () => {
    const tokenId = newTokenId();
    const calls = [
      () => put(storage(), tokenId, alice),
      () => storage().userOf({ tokenId, now: t0 }),
      () => storage().remove({ tokenId, now: t0 }),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(StorageUnavailableError);
    }
  });
}

function madeBefore(
  { before, after }: AccessTokenStorageContractOptions,
  create: AccessTokenStorageContractOptions['create'],
  destroy: AccessTokenStorageContractOptions['destroy'],
): Storage {
  let made: AccessTokenStorage | undefined;
  before(async () => {
    made = await create();
  });
  after(async () => {
    await destroy?.();
  });
  return () => {
    if (made === undefined) throw new TypeError('the storage is made before the tests run');
    return made;
  };
}

function put(storage: AccessTokenStorage, tokenId: string, userId: string): Promise<void> {
  return storage.put({ tokenId, userId, expiresAt: t0 + minute, now: t0 });
}

/** 16 bytes, as the core makes them. */
function newTokenId(): string {
  return randomBytes(16).toString('base64url');
}

function withOtherBit(tokenId: string): string {
  const bytes = Buffer.from(tokenId, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(15) ^ 1, 15);
  return bytes.toString('base64url');
}
