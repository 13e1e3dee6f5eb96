const longestReceipt = 64;

/**
 * True for 1 to 48 bytes in base64url without padding, spelled as they are encoded: a storage may keep the bytes alone.
 */
export function isReceipt(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > longestReceipt) return false;
  return Buffer.from(value, 'base64url').toString('base64url') === value;
}
