/** The basic table of GSM 03.38, in the order of its septets. Source: 3GPP TS 23.038, section 6.2.1. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1BÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Prefix of the characters of the extension table; not a character itself. */
const escape = 0x1b;

/** The extension table. Source: 3GPP TS 23.038, section 6.2.1.1. */
const extension: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};

const septets: ReadonlyMap<string, Buffer> = new Map([
  ...Array.from(basic).map((character, septet) => [character, Buffer.of(septet)] as const),
  ...Object.entries(extension).map(([character, septet]) => [character, Buffer.of(escape, septet)] as const),
]);

/**
 * A character in GSM 03.38, one octet per septet as in SMPP: one octet, or two for the extension table.
 *
 * @returns undefined if the alphabet does not have the character.
 */
export function gsmOctets(character: string): Buffer | undefined {
  return character === '\x1B' ? undefined : septets.get(character);
}
