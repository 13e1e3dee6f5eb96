/** Accepts a whole number of digits, else throws a TypeError that says the range. */
export function wholeNumber(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new TypeError(`must be a whole number from ${least} to ${greatest}`);
  };
}
