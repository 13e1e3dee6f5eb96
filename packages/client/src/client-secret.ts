/** 64 of the allowed characters, so that six bits of a random byte choose one without bias. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

const secretLength = 32;

/**
 * Creates a client secret: 32 characters, 192 random bits.
 * Source: Matrix identity service API, `client_secret`: `[0-9a-zA-Z.=_-]{1,255}`.
 */
export function makeClientSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretLength));
  return Array.from(bytes, (byte) => alphabet[byte & 63]).join('');
}
