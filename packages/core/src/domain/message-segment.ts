/** The basic table of GSM 03.38 (3GPP TS 23.038, section 6.2.1), one septet a character; the escape left out. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension table (section 6.2.1.1): two septets a character. */
const extension = '\f^{}\\[~]|€';

const septets = new Map([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from(extension, (character) => [character, 2] as const),
]);

/**
 * Whether a text fits one segment of a short message: 160 septets if all of it is in GSM 03.38, else 70 UTF-16 units
 * (UCS-2). National shift tables aren't counted on: gateways seldom use them.
 *
 * Source: 3GPP TS 23.040, section 9.2.3.16, and TS 23.038.
 */
export function fitsOneSegment(text: string): boolean {
  let total = 0;
  for (const character of text) {
    const size = septets.get(character);
    if (size === undefined) return text.length <= 70;
    total += size;
  }
  return total <= 160;
}
