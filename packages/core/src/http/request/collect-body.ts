/** The largest request body, in bytes. */
export const bodyLimit = 65_536;

/** Maximum part of a too large body that is read and discarded, so that its sender can read the answer. */
const drainLimit = 16_777_216;

/**
 * Marks a body above `bodyLimit` in an `HttpRequest`. A registered symbol, because a bundler may load this module
 * twice, and the adapter's copy must equal the framework's.
 */
export const bodyTooLarge: unique symbol = Symbol.for('threepid.bodyTooLarge');

/**
 * Reads a request's body from a Node or web stream, and keeps at most `bodyLimit` bytes.
 *
 * @returns the bytes, or `bodyTooLarge`.
 * @throws the stream's errors, such as a lost connection.
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
): Promise<Uint8Array | typeof bodyTooLarge> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    // Leaving the loop would destroy a Node stream, and its socket and the answer with it.
    if (size > drainLimit) return bodyTooLarge;
    if (size > bodyLimit) chunks.length = 0;
    else chunks.push(chunk);
  }
  return size > bodyLimit ? bodyTooLarge : Buffer.concat(chunks, size);
}
