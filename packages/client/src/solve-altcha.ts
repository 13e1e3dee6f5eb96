import type { ProofOfWork, AltchaSolution } from './proof-of-work.js';

/** Tries at once: enough to keep the platform's threads busy, and a slice of some milliseconds. */
const triesAtOnce = 16;

const counterBytes = 4;

/**
 * Tries one counter after the other. The platform derives the keys outside the calling thread, which is free meanwhile.
 *
 * @param onTried gets the share of all counters that were tried, after each slice. If it throws, the work ends.
 * @returns undefined if no counter is right.
 */
export async function solveAltcha(
  challenge: ProofOfWork,
  onTried: (share: number) => void,
): Promise<AltchaSolution | undefined> {
  const { keyPrefix, maxCounter } = challenge;
  const salt = bytesOf(challenge.salt);
  const nonce = bytesOf(challenge.nonce);
  for (let first = 1; first <= maxCounter; first += triesAtOnce) {
    const counters = Array.from({ length: triesAtOnce }, (_, index) => first + index);
    const keys = await Promise.all(
      counters.map((counter) => derive(challenge, salt, passwordOf(nonce, counter))),
    );
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found] ?? '' };
    onTried(Math.min(1, (first + triesAtOnce) / maxCounter));
  }
  return undefined;
}

async function derive(
  { cost, keyLength }: ProofOfWork,
  salt: Uint8Array<ArrayBuffer>,
  password: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: cost };
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8)));
}

/** The nonce, and the counter as 32 bits, big-endian. */
function passwordOf(nonce: Uint8Array, counter: number): Uint8Array<ArrayBuffer> {
  const password = new Uint8Array(nonce.length + counterBytes);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  return password;
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
