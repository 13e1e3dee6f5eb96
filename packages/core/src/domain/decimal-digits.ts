const decimalDigit = /\p{Nd}/u;
const digitsOfOtherScripts = /(?![0-9])\p{Nd}/gu;

/**
 * Converts the decimal digits of every script to `0` to `9`, and leaves everything else unchanged.
 *
 * In Unicode the digits 0 to 9 of a script are ten consecutive code points (The Unicode Standard, section 4.6), so a
 * digit's value is its distance from the start of its row.
 */
export function toAsciiDigits(text: string): string {
  return text.replace(digitsOfOtherScripts, (digit) => String(valueOf(digit.codePointAt(0) ?? 0)));
}

function valueOf(codePoint: number): number {
  let start = codePoint;
  while (decimalDigit.test(String.fromCodePoint(start - 1))) start -= 1;
  return (codePoint - start) % 10;
}
