/** The largest request body, in bytes. */
export const bodyLimit = 65_536;

/** How much of a body that is too large is read and thrown away, so that its sender lives to see the answer. */
const drainLimit = 16_777_216;

/**
 * Stands for a body above `bodyLimit` in an `HttpRequest`. Registered, because a bundler may load this module twice: the
 * adapter's copy must mean the same to the framework's.
 */
export const bodyTooLarge: unique symbol = Symbol.for('threepid.bodyTooLarge');

/**
 * Reads a request's body, of Node's streams or the web's, and keeps `bodyLimit` bytes of it at most.
 *
 * @returns the bytes, or `bodyTooLarge`.
 * @throws what the stream throws, such as a connection that was cut.
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
): Promise<Uint8Array | typeof bodyTooLarge> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    // Leaving the loop destroys a Node stream, and its socket with the answer.
    if (size > drainLimit) return bodyTooLarge;
    if (size > bodyLimit) chunks.length = 0;
    else chunks.push(chunk);
  }
  return size > bodyLimit ? bodyTooLarge : Buffer.concat(chunks, size);
}
