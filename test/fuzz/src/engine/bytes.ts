/** Inputs as text: a character for each byte, so that they can be read in a corpus and in a report. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The reverse of `bytesOf`. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a text in UTF-8, written as `bytesOf` reads them. */
export function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
