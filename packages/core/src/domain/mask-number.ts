/**
 * Masks a number so that an operator can tell two apart but nobody can call them: `+44********01`.
 *
 * @param msisdn E.164, with or without the `+`.
 */
export function maskNumber(msisdn: string): string {
  const digits = msisdn.replace(/^\+/, '');
  if (digits.length < 6) return '*'.repeat(digits.length);
  return `+${digits.slice(0, 2)}${'*'.repeat(digits.length - 4)}${digits.slice(-2)}`;
}
