/** A source of numbers that are spread as if by chance, and the same each time. */
export function evenly(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
