import { randomUUID } from 'node:crypto';

/**
 * 4 random bytes in base64url. They are the first of a random UUID (RFC 9562, section 5.4, all of them random), for which
 * Node keeps random bytes ready: asking for so few each time takes ten times as long.
 */
export function fourRandomBytes(): string {
  return Buffer.from(randomUUID().slice(0, 8), 'hex').toString('base64url');
}
