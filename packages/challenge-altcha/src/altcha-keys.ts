import { hkdfSync } from 'node:crypto';

/** What signs challenges, and their solutions. */
export interface AltchaKeys {
  readonly hmacSignatureSecret: string;
  readonly hmacKeySignatureSecret: string;
}

/** Keys of their own, so that a signature of ours is never valid elsewhere, even under the same secret. */
export function altchaKeysOf(secret: string): AltchaKeys {
  return {
    hmacSignatureSecret: derive(secret, 'challenge'),
    hmacKeySignatureSecret: derive(secret, 'solution'),
  };
}

function derive(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `threepid altcha ${purpose}`, 32)).toString('hex');
}
