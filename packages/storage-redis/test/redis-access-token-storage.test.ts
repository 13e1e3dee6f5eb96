import { createThreepid } from '@threepid/core';
import {
  RedisAccessTokenStorage,
  RedisSessionStorage,
  RedisTermsAgreementStorage,
} from '@threepid/storage-redis';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { useOwnRedis } from './own-redis.js';

const day = 86_400_000;

describe('what Redis holds of access tokens and agreements', () => {
  const userId = '@alice:example.org';
  let redis: Redis;

  useOwnRedis((client) => (redis = client));

  it('is no token, in any common encoding', async () => {
    const token = await registeredToken();
    const held = await contents();
    expect(held.length).to.be.greaterThan(0);
    const secrets = encodingsOf(token);
    for (const bytes of held) {
      const found = secrets.filter((secret) => bytes.includes(secret));
      expect(found).to.deep.equal([]);
    }
  });

  it('has an expiry on every key', async () => {
    await new RedisTermsAgreementStorage(redis).add(userId, ['https://example.org/terms-1-en']);
    for (const key of await redis.keysBuffer('*')) expect(await redis.pttl(key)).to.be.greaterThan(0);
  });

  it('is kept as long as the last of the tokens of a user lives, and a minute', async () => {
    const storage = new RedisAccessTokenStorage(redis, { prefix: 'expiry:' });
    const now = 7 * day;
    const user = { userId, now, tokensPerUser: 20 };
    const [long, brief] = [tokenIdOf(1), tokenIdOf(2)];
    await storage.put({ ...user, tokenId: long, expiresAt: now + 3_600_000 });
    await storage.put({ ...user, tokenId: brief, expiresAt: now + 1_000 });
    const [key = ''] = await redis.keysBuffer('expiry:*');
    expect(await redis.pttl(key)).to.be.within(3_650_000, 3_660_000);
    await storage.remove({ tokenId: brief, now });
    expect(await redis.pttl(key)).to.be.within(3_650_000, 3_660_000);
    await storage.remove({ tokenId: long, now });
    expect(await redis.exists(key)).to.equal(0);
  });

  it('is kept two years after a user agreed or came back, or as long as the host says', async () => {
    const lifetimeMs = 60_000;
    const storage = new RedisTermsAgreementStorage(redis, { prefix: 'terms:', lifetimeMs });
    const byDefault = new RedisTermsAgreementStorage(redis, { prefix: 'terms:' });
    await storage.urlsOf(userId);
    expect(await redis.keysBuffer('terms:*')).to.deep.equal([]);
    await storage.add(userId, ['https://example.org/terms-1-en']);
    const [key = ''] = await redis.keysBuffer('terms:*');
    expect(await redis.pttl(key)).to.be.within(lifetimeMs - 10_000, lifetimeMs);
    await byDefault.urlsOf(userId);
    expect(await redis.pttl(key)).to.be.within(2 * 365 * day - 10_000, 2 * 366 * day);
  });

  it('is one key for each user, of some 22 bytes a token', async () => {
    const storage = new RedisAccessTokenStorage(redis, { prefix: 'size:' });
    for (let token = 0; token < 30; token += 1)
      await storage.put({ tokenId: tokenIdOf(token), userId, now: 0, expiresAt: 9_000, tokensPerUser: 20 });
    const keys = await redis.keysBuffer('size:*');
    expect(keys).to.have.lengthOf(1);
    expect(await redis.strlen(keys[0] ?? '')).to.equal(2 + userId.length + 20 * 22);
  });

  it('wants a token id of 28 bytes', async () => {
    const storage = new RedisAccessTokenStorage(redis);
    const error: unknown = await storage
      .userOf({ tokenId: 'A'.repeat(22), now: 0 })
      .catch((thrown: unknown) => thrown);
    expect(error)
      .to.be.instanceOf(TypeError)
      .with.property('message', 'threepid: tokenId must be 28 bytes in base64url');
  });

  it('wants a prefix without braces and a lifetime above 0', () => {
    expect(() => new RedisAccessTokenStorage(redis, { prefix: '{a}' })).to.throw(TypeError, 'brace');
    expect(() => new RedisTermsAgreementStorage(redis, { prefix: '{a}' })).to.throw(TypeError, 'brace');
    expect(() => new RedisTermsAgreementStorage(redis, { lifetimeMs: 0 })).to.throw(TypeError, 'lifetimeMs');
    expect(new RedisTermsAgreementStorage(redis, { lifetimeMs: 1 })).to.be.an('object');
  });

  it('is nothing of a token that has expired already', async () => {
    const before = await redis.dbsize();
    await new RedisAccessTokenStorage(redis).put({ tokenId: tokenIdOf(0), userId, expiresAt: 5, now: 5 });
    expect(await redis.dbsize()).to.equal(before);
  });

  async function registeredToken(): Promise<string> {
    const threepid = createThreepid({
      secret: 'a secret for tests, of a good length',
      storage: new RedisSessionStorage(redis),
      sms: { name: 'none', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) },
      identityV2: {
        accounts: {
          openIdVerifier: { verify: () => Promise.resolve({ kind: 'user', userId }) },
          accessTokenStorage: new RedisAccessTokenStorage(redis),
        },
      },
    });
    const answer = await threepid.handle({
      method: 'POST',
      path: '/_matrix/identity/v2/account/register',
      query: '',
      headers: {},
      body: JSON.stringify({ access_token: 'openid', matrix_server_name: 'example.org' }),
      remoteAddress: undefined,
    });
    return (JSON.parse(answer?.body ?? '') as { token: string }).token;
  }

  async function contents(): Promise<readonly Buffer[]> {
    const keys = await redis.keysBuffer('*');
    const values = await Promise.all(keys.map((key) => redis.getBuffer(key)));
    return [...keys, ...values.map((value) => value ?? Buffer.alloc(0))];
  }
});

/** Of one user: 12 bytes of theirs, and 16 of the token. */
function tokenIdOf(token: number): string {
  return Buffer.concat([Buffer.alloc(12, 7), Buffer.alloc(16, token)]).toString('base64url');
}

function encodingsOf(token: string): readonly Buffer[] {
  const bytes = Buffer.from(token, 'base64url');
  const texts = [
    token,
    bytes.toString('hex'),
    bytes.toString('base64'),
    Buffer.from(token).toString('base64'),
  ];
  return [bytes, ...texts.map((text) => Buffer.from(text))];
}
