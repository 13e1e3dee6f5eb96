import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };
const codePoints = 0x110000 - surrogates.count;

/**
 * Any code point except surrogates, as text: the characters of `fc.string({ unit: 'binary' })`, which takes most of a
 * second for a table of all million code points each time it is called.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: codePoints - 1 }).map(characterAt, indexOf);

function characterAt(index: number): string {
  return String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count);
}

/** The reverse mapping, which fast-check needs for shrinking and for mixing in texts that it knows to be dangerous. */
function indexOf(character: unknown): number {
  const codePoint = typeof character === 'string' ? character.codePointAt(0) : undefined;
  const index =
    codePoint === undefined || codePoint < surrogates.first ? codePoint : codePoint - surrogates.count;
  if (index === undefined || characterAt(index) !== character) throw new Error('not one of the characters');
  return index;
}
