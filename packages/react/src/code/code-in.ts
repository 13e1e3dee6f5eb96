/** Digits of a code. */
export const codeLength = 6;

/** The code in the typed or pasted text, which may be a whole message, with digits of any script. */
export function codeIn(text: string): string {
  const digits = westernDigits(text);
  const [, run] = /(?:^|\D)(\d{6})(?:\D|$)/.exec(digits) ?? [];
  return run ?? digits.replace(/\D/g, '').slice(0, codeLength);
}

function westernDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

/** Unicode encodes the digits of each script in a row from 0 to 9; some rows follow each other. */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (point - zero) % 10;
}
