import { createHash } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** How much of a digest gives a text away that can be guessed, as every number can. */
const tellingBytes = 5;

/** True if a receipt tells a text: a number or an address, as it is, packed, or as a digest without a key. */
export function reveals(receipt: string, text: string): boolean {
  const bytes = Buffer.from(receipt, 'base64url');
  if (tellings(text).some((telling) => bytes.includes(telling))) return true;
  return spellings(text).some((spelling) => receipt.includes(spelling));
}

/** Within the text of the receipt. */
function spellings(text: string): readonly string[] {
  const digits = text.replaceAll(/[^0-9a-zA-Z]/g, '');
  return [
    digits,
    Array.from(digits).reverse().join(''),
    ...digestsOf(text).map((digest) => digest.toString('hex')),
  ];
}

/** Within its bytes. */
function tellings(text: string): readonly Buffer[] {
  return [Buffer.from(text), ...packed(text), ...digestsOf(text)];
}

function packed(text: string): readonly Buffer[] {
  if (isIPv4(text)) return [Buffer.from(text.split('.').map(Number))];
  if (!/^\d+$/.test(text)) return [];
  const hex = BigInt(text).toString(16);
  const number = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const decimals = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
  return [number, Buffer.from(number).reverse(), decimals];
}

function digestsOf(text: string): readonly Buffer[] {
  return ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
    [text, `+${text}`].map((each) => createHash(algorithm).update(each).digest().subarray(0, tellingBytes)),
  );
}
