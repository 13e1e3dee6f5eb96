/** The forms that a text may be kept in, by the name of the encoding. */
export type Encodings = Readonly<Record<string, (text: string) => readonly Buffer[]>>;

export const encodings: Encodings = {
  'plain text': (text) => [Buffer.from(text), Buffer.from(text.toUpperCase())],
  'UTF-16': (text) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
  'hexadecimal digits': (text) => {
    const hex = Buffer.from(text).toString('hex');
    return [Buffer.from(hex), Buffer.from(hex.toUpperCase())];
  },
  base64: (text) => inBase64(text, 'base64'),
  base64url: (text) => inBase64(text, 'base64url'),
  'base64 that is decoded': (text) => (/^[\w-]+$/.test(text) ? [Buffer.from(text, 'base64url')] : []),
  'hexadecimal digits that are decoded': (text) =>
    /^(?:[\da-f]{2})+$/.test(text) ? [Buffer.from(text, 'hex')] : [],
  'URL encoding': (text) => [Buffer.from(encodeURIComponent(text)), Buffer.from(percentEncoded(text))],
  'binary-coded decimals': (text) => (/^\d+$/.test(text) ? packedDecimals(text) : []),
  'an integer': (text) => (/^\d+$/.test(text) ? asInteger(BigInt(text)) : []),
  'reverse order': (text) => [Buffer.from(Array.from(text).reverse().join(''))],
};

/** A text may begin at any of three places of the four characters that three bytes make. Its edges are left out. */
function inBase64(text: string, encoding: 'base64' | 'base64url'): readonly Buffer[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString(encoding);
    return Buffer.from(encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1));
  });
}

function percentEncoded(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Two digits a byte, the first high or low; an odd number of them padded at either end. */
function packedDecimals(digits: string): readonly Buffer[] {
  const even = digits.length % 2 === 0 ? [digits] : [`0${digits}`, `${digits}f`];
  const swapped = even.map((text) => text.replace(/(.)(.)/g, '$2$1'));
  return [...even, ...swapped].map((text) => Buffer.from(text, 'hex'));
}

/** In either byte order, without the zeros before it. */
function asInteger(value: bigint): readonly Buffer[] {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return [bytes, Buffer.from(bytes).reverse()];
}
