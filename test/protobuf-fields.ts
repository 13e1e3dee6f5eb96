/** A field: a varint, eight or four bytes, or bytes of any length. */
interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** The fields of a message of protobuf, by their numbers. A field that isn't there reads as protobuf's default. */
export class ProtobufFields {
  constructor(private readonly fields: readonly Field[]) {}

  has(number: number): boolean {
    return this.fields.some((field) => field.number === number);
  }

  messages(number: number): readonly ProtobufFields[] {
    return this.fields
      .filter((field) => field.number === number)
      .map(({ value }) => readFields(value instanceof Uint8Array ? value : new Uint8Array()));
  }

  text(number: number): string {
    return Buffer.from(this.bytes(number)).toString();
  }

  hex(number: number): string {
    return Buffer.from(this.bytes(number)).toString('hex');
  }

  number(number: number): number {
    const value = this.fields.find((field) => field.number === number)?.value;
    return typeof value === 'bigint' ? Number(value) : 0;
  }

  private bytes(number: number): Uint8Array {
    const value = this.fields.find((field) => field.number === number)?.value;
    return value instanceof Uint8Array ? value : new Uint8Array();
  }
}

/** Reads a message. Source: Protocol Buffers documentation, "Encoding". */
export function readFields(message: Uint8Array): ProtobufFields {
  const bytes = Buffer.from(message);
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const { value, end } = valueAt(bytes, tag.end, Number(tag.value & 7n));
    fields.push({ number: Number(tag.value >> 3n), value });
    at = end;
  }
  return new ProtobufFields(fields);
}

function valueAt(
  bytes: Buffer,
  at: number,
  wireType: number,
): { readonly value: Field['value']; readonly end: number } {
  if (wireType === 0) return varint(bytes, at);
  const length = wireType === 2 ? varint(bytes, at) : { value: wireType === 1 ? 8n : 4n, end: at };
  const end = length.end + Number(length.value);
  return { value: bytes.subarray(length.end, end), end };
}

function varint(bytes: Buffer, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; ; at += 1, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('the message ends too early');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
