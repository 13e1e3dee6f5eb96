import { toAsciiDigits } from './decimal-digits.js';
import type { SecretKeys } from './keyring.js';

/** Digits of a code. */
export const codeLength = 6;

/** 6 bytes of a digest. */
const macLength = 8;
const codes = 10n ** BigInt(codeLength);

/**
 * The code of a session and a nonce: 6 digits with leading zeros. It is derived, so that a resend repeats it and no
 * storage holds it. It uses 64 bits of the digest, so no code is more likely than another by more than 1 in 10^13.
 *
 * Source: NIST SP 800-63B, section 3.1.3.2 (at least six decimal digits, valid 10 minutes at most).
 */
export function deriveCode(keys: SecretKeys, stem: string, nonce: string): string {
  const code = Buffer.from(keys.digest('code', stem, nonce), 'base64url').readBigUInt64BE() % codes;
  return code.toString().padStart(codeLength, '0');
}

/** The keyed digest that a storage compares instead of the code: 6 bytes, base64url. */
export function macOfCode(keys: SecretKeys, stem: string, code: string): string {
  return keys.digest('mac', stem, code).slice(0, macLength);
}

/**
 * Removes what phones and people add to a code: spaces, dashes and invisible characters. Converts digits of other
 * scripts. The specification lets an identity server map the token (`POST validate/msisdn/submitToken`).
 */
export function normaliseCode(token: string): string {
  // No code, but much work: some hosts, such as better-auth, pass texts of any length on.
  if (token.length > longestToken) return '';
  if (plainCode.test(token)) return token;
  return toAsciiDigits(token)
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('\0', '');
}

/** Far more than anything around a code takes. */
const longestToken = 1_000;

/** Most codes come like this: nothing is to be removed. */
const plainCode = /^[0-9]+$/;
