/** Amounts are counted in whole millionths of the operator's currency unit, so that sums are exact. */
export const millionths = 1_000_000;

/** The amount in currency units. */
export function amountOf(inMillionths: number): number {
  return inMillionths / millionths;
}

/** Up to 9 digits before the point, so that sums are safe integers; up to 6 after it. */
const form = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/**
 * Millionths of an amount in currency units, without rounding: from its decimal digits.
 *
 * @param name of the option, for the error.
 * @throws TypeError for a negative or too large amount, or one with more than 6 decimals.
 */
export function millionthsOf(name: string, amount: number): number {
  const [, whole, decimals = ''] = form.exec(String(amount)) ?? [];
  if (whole === undefined)
    throw new TypeError(
      `threepid: ${name} must be an amount from 0 to 999999999, with at most 6 decimals, such as 0.04`,
    );
  return Number(whole) * millionths + Number(decimals.padEnd(6, '0'));
}
