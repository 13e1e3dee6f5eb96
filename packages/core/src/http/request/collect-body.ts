import type { Readable } from 'node:stream';

/** The largest request body, in bytes. */
export const bodyLimit = 65_536;

/** Maximum part of a too large body that is read and discarded, so that its sender can read the answer. */
const drainLimit = 16_777_216;

/**
 * Marks a body above `bodyLimit` in an `HttpRequest`. A registered symbol, because a bundler may load this module
 * twice, and the adapter's copy must equal the framework's.
 */
export const bodyTooLarge: unique symbol = Symbol.for('threepid.bodyTooLarge');

/** What is read of a body: the bytes, or `bodyTooLarge`. */
type Collected = Uint8Array | typeof bodyTooLarge;

/**
 * Reads a request's body from a Node or web stream, and keeps at most `bodyLimit` bytes.
 *
 * @returns the bytes, or `bodyTooLarge`.
 * @throws the stream's errors, such as a lost connection.
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
): Promise<Uint8Array | typeof bodyTooLarge> {
  if (isUnreadNodeStream(stream)) return collectByEvents(stream);
  const body = new Body();
  for await (const chunk of stream) {
    // Leaving the loop would destroy a Node stream, and its socket and the answer with it.
    if (!body.add(chunk)) return bodyTooLarge;
  }
  return body.collected();
}

/** The part of a body that was read so far. */
class Body {
  private chunks: Uint8Array[] = [];
  private size = 0;

  /** False if so much was read that the rest isn't. */
  add(chunk: Uint8Array): boolean {
    this.size += chunk.byteLength;
    if (this.size > bodyLimit) this.chunks = [];
    else this.chunks.push(chunk);
    return this.size <= drainLimit;
  }

  collected(): Collected {
    const [only, ...others] = this.chunks;
    if (this.size > bodyLimit) return bodyTooLarge;
    return only !== undefined && others.length === 0 ? only : Buffer.concat(this.chunks, this.size);
  }
}

function isUnreadNodeStream(stream: object): stream is Readable {
  return 'readableFlowing' in stream && stream.readableFlowing === null && 'on' in stream;
}

/** To iterate over a Node stream takes several times as long. */
function collectByEvents(stream: Readable): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const body = new Body();
    const closed = (): void => {
      reject(new Error('the connection was lost before the body was read'));
    };
    stream
      .on('data', (chunk: Uint8Array) => {
        if (body.add(chunk)) return;
        resolve(bodyTooLarge);
        stream.pause().destroy();
      })
      .on('end', () => {
        stream.off('close', closed);
        resolve(body.collected());
      })
      .on('error', reject)
      .on('close', closed);
  });
}
