import { gsmOctets } from '@threepid/core';

/** Data codings of SMPP 3.4, section 5.2.19. */
const defaultAlphabet = 0x00;
const ucs2 = 0x08;

/** Maximum octets of a part of a long message. Source: 3GPP TS 23.040, section 9.2.3.24.1. */
const partOctets = { [defaultAlphabet]: 153, [ucs2]: 134 } as const;

/** Maximum number of parts: the count is one octet. */
const mostParts = 255;

/** A text, encoded. */
export interface EncodedText {
  readonly dataCoding: 0x00 | 0x08;
  /** One entry per character, so that a message is never split within one. */
  readonly characters: readonly Buffer[];
}

/** Encodes in GSM 03.38 if that has every character of the text, otherwise in UCS-2. */
export function encodeText(text: string): EncodedText {
  const characters = Array.from(text);
  const septets = characters.map(gsmOctets);
  return septets.every((octets) => octets !== undefined)
    ? { dataCoding: defaultAlphabet, characters: septets }
    : { dataCoding: ucs2, characters: characters.map(ucs2Octets) };
}

/** Big-endian UTF-16: phones read UCS-2 as UTF-16, so characters beyond the first plane become surrogate pairs. */
function ucs2Octets(character: string): Buffer {
  return Buffer.from(character, 'utf16le').swap16();
}

/**
 * Splits a text into the parts of a concatenated message, each with its user data header in front.
 * Source: 3GPP TS 23.040, section 9.2.3.24.1 (8-bit reference number).
 *
 * @param reference 0 to 255: the same in all parts, and different from that of the previous message.
 * @throws RangeError if the text needs more than 255 parts.
 */
export function splitText({ dataCoding, characters }: EncodedText, reference: number): Buffer[] {
  const texts = packed(characters, partOctets[dataCoding]);
  if (texts.length > mostParts)
    throw new RangeError(`the text needs ${texts.length} parts, and ${mostParts} is the maximum: shorten it`);
  return texts.map((text, index) =>
    Buffer.concat([Buffer.of(0x05, 0x00, 0x03, reference, texts.length, index + 1), text]),
  );
}

function packed(characters: readonly Buffer[], limit: number): Buffer[] {
  const parts: Buffer[][] = [[]];
  let octets = 0;
  for (const character of characters) {
    if (octets + character.length > limit) {
      parts.push([]);
      octets = 0;
    }
    parts.at(-1)?.push(character);
    octets += character.length;
  }
  return parts.map((part) => Buffer.concat(part));
}
