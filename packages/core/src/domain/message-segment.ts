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
