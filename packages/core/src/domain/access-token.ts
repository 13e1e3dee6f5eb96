import { createHash, randomBytes } from 'node:crypto';
import type { Keyring, SecretKeys } from './keyring.js';

/**
 * An access token of the identity API v2 has two parts, 43 characters of base64url in all:
 *
 * | characters | content |
 * | --- | --- |
 * | 16 | 12 bytes of a digest of the user id: the same in all tokens of a user, so that a storage can keep them together |
 * | 27 | 20 random bytes |
 */
const shape = /^([\w-]{16})[\w-]{27}$/;
const userBytes = 12;
const randomLength = 20;
const digestBytes = 16;

/** A new access token of a user. It isn't stored; a storage holds its id. */
export function newAccessToken(userId: string): string {
  return userPartOf(userId) + randomBytes(randomLength).toString('base64url');
}

/**
 * The id of an access token in a storage: the user's part, and 16 bytes of a keyed digest of the token.
 *
 * @returns undefined if it isn't one of our tokens.
 */
export function accessTokenIdOf(keys: SecretKeys, accessToken: string): string | undefined {
  const userPart = shape.exec(accessToken)?.[1];
  if (userPart === undefined) return undefined;
  const digest = Buffer.from(keys.digest('access-token', accessToken), 'base64url');
  return userPart + digest.toString('base64url', 0, digestBytes);
}

/** The ids of an access token under every secret, newest first; empty if it isn't one of our tokens. */
export function accessTokenIdsOf(keyring: Keyring, accessToken: string): readonly string[] {
  return keyring.map((keys) => accessTokenIdOf(keys, accessToken)).filter((tokenId) => tokenId !== undefined);
}

/**
 * An unkeyed hash, so that a user's tokens stay together when the secret is rotated. The storage holds the user id
 * anyway.
 */
function userPartOf(userId: string): string {
  return createHash('sha256').update(userId).digest().subarray(0, userBytes).toString('base64url');
}
