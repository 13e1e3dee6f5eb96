import { hash } from 'node:crypto';

/** Bytes of a block and of a digest of SHA-256. */
const blockBytes = 64;
const digestBytes = 32;

/** Longer texts than this have a buffer of their own. */
const usualBytes = 1_024;

/**
 * HMAC-SHA-256 under a key: 32 bytes in base64url, for a text in UTF-8. Made of Node's one-shot hash, because an `Hmac`
 * object takes three times as long for texts of this length.
 *
 * Source: RFC 2104.
 *
 * @param key at most 64 bytes.
 */
export function createHmacSha256(key: Buffer): (text: string) => string {
  const inner = Buffer.alloc(blockBytes + usualBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [place, byte] of key.entries()) {
    inner[place] = 0x36 ^ byte;
    outer[place] = 0x5c ^ byte;
  }
  return (text) => {
    // Three bytes of UTF-8 at most for each UTF-16 unit.
    const fits = 3 * text.length <= usualBytes;
    const used = fits ? inner : Buffer.concat([inner.subarray(0, blockBytes)], blockBytes + 3 * text.length);
    const length = blockBytes + used.write(text, blockBytes, 'utf8');
    outer.write(hash('sha256', used.subarray(0, length), 'binary'), blockBytes, 'binary');
    return hash('sha256', outer, 'base64url');
  };
}
