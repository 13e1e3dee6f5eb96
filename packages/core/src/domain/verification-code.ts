import { toAsciiDigits } from './decimal-digits.js';
import type { SecretKeys } from './keyring.js';

/** Digits of a code. */
export const codeLength = 6;

/** Random bytes that tell a session's codes apart. */
export const nonceBytes = 4;

const macBytes = 6;
const codes = 10n ** BigInt(codeLength);

/**
 * The code of a session and a nonce: 6 digits, leading zeros kept. It is derived, so that a resend repeats it and no
 * storage holds it. 64 bits of the digest are taken, which makes no code likelier than another by more than 1 in 10^13.
 *
 * Source: NIST SP 800-63B, section 3.1.3.2 (at least six decimal digits, valid 10 minutes at most).
 */
export function deriveCode(keys: SecretKeys, stem: string, nonce: string): string {
  const code = keys.digest('code', stem, nonce).readBigUInt64BE() % codes;
  return code.toString().padStart(codeLength, '0');
}

/** What a storage compares instead of the code: a keyed digest, 6 bytes, base64url. */
export function macOfCode(keys: SecretKeys, stem: string, code: string): string {
  return keys.digest('mac', stem, code).subarray(0, macBytes).toString('base64url');
}

/**
 * Forgives what phones and people do to a code: spaces, dashes, invisible characters, digits of other scripts.
 * The specification lets an identity server map the token (`POST validate/msisdn/submitToken`).
 */
export function normaliseCode(token: string): string {
  return toAsciiDigits(token)
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('\0', '');
}
