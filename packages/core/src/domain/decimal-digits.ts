const decimalDigit = /\p{Nd}/u;
const decimalDigits = /\p{Nd}/gu;

/**
 * Writes the decimal digits of every script as `0` to `9`, and leaves all else as it is.
 *
 * Unicode gives the digits 0 to 9 of a script ten code points in a row (The Unicode Standard, section 4.6), so that a
 * digit's value is its distance from the start of its row.
 */
export function toAsciiDigits(text: string): string {
  return text.replace(decimalDigits, (digit) => String(valueOf(digit.codePointAt(0) ?? 0)));
}

function valueOf(codePoint: number): number {
  let start = codePoint;
  while (decimalDigit.test(String.fromCodePoint(start - 1))) start -= 1;
  return (codePoint - start) % 10;
}
