/** Accepts a price in US dollars, else throws a TypeError. */
export function price(text: string): number {
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) return Number(text);
  throw new TypeError('must be a price in US dollars, such as 0.25');
}
