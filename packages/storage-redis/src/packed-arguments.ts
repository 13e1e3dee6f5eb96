/** The largest whole number that six bytes hold, and one. */
const sixBytes = 2 ** 48;

/**
 * Packs the arguments of a script into one, big-endian, as the head of the script lists them: Redis and Lua take much
 * longer for twenty arguments.
 */
export class PackedArguments {
  private readonly bytes: Buffer;
  private length = 0;

  /** @param size at least the number of bytes. */
  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** A whole number of `length` bytes, at most 6. */
  number(value: number, length: number): this {
    this.length = this.bytes.writeUIntBE(value, this.length, length);
    return this;
  }

  /** A time or a duration in milliseconds: 6 bytes. */
  time(milliseconds: number): this {
    return this.number(milliseconds, 6);
  }

  /** A whole number up to 2^53 - 1: 7 bytes. */
  large(value: number): this {
    return this.number(Math.floor(value / sixBytes), 1).number(value % sixBytes, 6);
  }

  /**
   * Bytes of base64url, of which there must be `length`.
   *
   * @throws TypeError if there are not.
   */
  fixed(text: string, length: number, name: string): this {
    const written = this.bytes.write(text, this.length, 'base64url');
    if (written !== length) throw new TypeError(`threepid: ${name} must be ${length} bytes in base64url`);
    this.length += length;
    return this;
  }

  /** Bytes of base64url behind their number, which has `lengthBytes`; none for undefined. */
  counted(text: string | undefined, lengthBytes: 1 | 2): this {
    const at = this.length + lengthBytes;
    const written = text === undefined ? 0 : this.bytes.write(text, at, 'base64url');
    this.number(written, lengthBytes);
    this.length += written;
    return this;
  }

  /** One byte a character, as a command takes them. */
  toString(): string {
    return this.bytes.toString('latin1', 0, this.length);
  }
}
