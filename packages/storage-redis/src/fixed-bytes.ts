/**
 * Bytes of base64url, of which there must be `length`: scripts pack them at fixed places.
 *
 * @throws TypeError if there are not.
 */
export function fixedBytes(text: string, length: number, name: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== length) throw new TypeError(`threepid: ${name} must be ${length} bytes in base64url`);
  return bytes;
}

/** Bytes of a generation. */
const generationBytes = 4;

/**
 * The generation that a client named, or undefined if it is spelled as no generation ever was. The spelling counts: several
 * texts of base64url stand for the same bytes.
 */
export function namedGeneration(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === generationBytes && bytes.toString('base64url') === text ? text : undefined;
}
