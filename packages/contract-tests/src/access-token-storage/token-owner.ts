import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessTokenStorage } from '@threepid/core';
import { minute, t0 } from '../runner/times.js';

/** Maximum number of live tokens of a user, in tests of this limit. */
export const most = 20;

/** A user, and tokens as the core would create them. */
export class TokenOwner {
  private readonly userPart = randomBytes(12);

  constructor(
    private readonly storage: AccessTokenStorage,
    readonly userId = `@${randomUUID()}:example.org`,
  ) {}

  /** 28 bytes, as the core makes them: 12 of the user, 16 of the token. */
  newTokenId(): string {
    return Buffer.concat([this.userPart, randomBytes(16)]).toString('base64url');
  }

  /** Stores a token, by default for a minute, and returns its id. */
  async put(
    options: {
      readonly tokenId?: string;
      readonly now?: number;
      readonly expiresAt?: number;
      readonly most?: number;
    } = {},
  ): Promise<string> {
    const { tokenId = this.newTokenId(), now = t0, expiresAt = t0 + minute } = options;
    const { userId } = this;
    await this.storage.put({ tokenId, userId, expiresAt, now, tokensPerUser: options.most ?? most });
    return tokenId;
  }

  /** The given tokens that are this user's and alive at `now`. */
  async liveOf(ids: readonly string[], now = t0): Promise<readonly string[]> {
    const users = await Promise.all(ids.map((tokenId) => this.storage.userOf({ tokenId, now })));
    return ids.filter((_, place) => users[place] === this.userId);
  }
}
