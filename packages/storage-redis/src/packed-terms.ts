import { oneMessage, type GroupTerms, type GuardTerms } from '@threepid/core';
import { scriptKinds } from './script-kinds.js';

const unitsPerThousandth = oneMessage / 1_000;
const doubleBytes = 8;

/** The guard's terms as its scripts read them, packed once per terms, one byte a character: see `include/balances.lua`. */
export class PackedTerms {
  private readonly packed = new WeakMap<GuardTerms, string>();

  of(terms: GuardTerms): string {
    const known = this.packed.get(terms);
    if (known !== undefined) return known;
    const packed = pack(scriptKinds.flatMap((kind) => valuesOf(terms[kind])));
    this.packed.set(terms, packed);
    return packed;
  }
}

/** A thousandth an hour is one unit a millisecond. */
function valuesOf(terms: GroupTerms): readonly number[] {
  const { start, refill, fade, most, payback, paybackIfShort, goodName } = terms;
  const units = (thousandths: number): number => thousandths * unitsPerThousandth;
  const ifShort = Math.min(payback, paybackIfShort);
  return [units(start), refill, fade, units(most), units(payback), units(ifShort), units(start + goodName)];
}

function pack(values: readonly number[]): string {
  const packed = Buffer.alloc(values.length * doubleBytes);
  for (const [place, value] of values.entries()) packed.writeDoubleBE(value, place * doubleBytes);
  return packed.toString('latin1');
}
