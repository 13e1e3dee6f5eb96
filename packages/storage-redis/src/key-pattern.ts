/**
 * A pattern of `SCAN` for keys that begin with the first part and contain the others after it, one byte a character. Ids may
 * have any byte, also those that mean something in a pattern.
 */
export function keyPattern(...parts: readonly string[]): string {
  return parts.map((part) => `${part.replace(/[^]/g, '\\$&')}*`).join('');
}
