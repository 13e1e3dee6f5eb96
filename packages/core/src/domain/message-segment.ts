import { gsmOctets } from './gsm-alphabet.js';

const septets = 160;
const ucs2Units = 70;

/**
 * True if a text fits one SMS segment: 160 septets if all its characters are in GSM 03.38, else 70 UTF-16 units
 * (UCS-2). National shift tables are not used, because few gateways support them.
 *
 * Source: 3GPP TS 23.040, section 9.2.3.16, and TS 23.038.
 */
export function fitsOneSegment(text: string): boolean {
  // In either alphabet: no character takes more than two septets.
  if (text.length <= ucs2Units) return true;
  let total = 0;
  for (const character of text) {
    const octets = gsmOctets(character);
    if (octets === undefined) return false;
    total += octets.length;
  }
  return total <= septets;
}

/** What is left in each segment of a text that takes several: the rest says which part it is. */
const septetsOfPart = 153;
const ucs2UnitsOfPart = 67;

/**
 * The number of segments that a text takes, each of which is charged as a message. No character is split between two.
 *
 * Source: 3GPP TS 23.040, section 9.2.3.24.1.
 */
export function segmentsOf(text: string): number {
  if (fitsOneSegment(text)) return 1;
  const characters = Array.from(text);
  const octets = characters.map(gsmOctets);
  if (octets.every((ofCharacter) => ofCharacter !== undefined)) return partsOf(octets, septetsOfPart);
  return partsOf(characters, ucs2UnitsOfPart);
}

function partsOf(characters: readonly { readonly length: number }[], room: number): number {
  let [parts, used] = [1, 0];
  for (const { length } of characters) {
    if (used + length > room) [parts, used] = [parts + 1, 0];
    used += length;
  }
  return parts;
}
