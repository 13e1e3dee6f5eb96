/** How two samples differ. */
export interface RankDifference {
  /**
   * How often a value of the second sample is above one of the first, ties counted half: 0.5 for samples that can't be
   * told apart, and the share of right guesses of somebody who guesses from one value each.
   */
  readonly auc: number;
  /** How probable a difference as great as this is by chance, if there is none: two-sided. */
  readonly p: number;
}

/**
 * The Mann-Whitney U test, by its normal approximation, which holds from some twenty values a sample on. It asks nothing
 * of how the values are distributed, so that the long tails of times do no harm.
 */
export function rankDifference(first: readonly number[], second: readonly number[]): RankDifference {
  const [n, m] = [first.length, second.length];
  const ranks = rankSum(first, second);
  const u = ranks - (m * (m + 1)) / 2;
  const z = (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { auc: u / (n * m), p: 2 * upperTail(Math.abs(z)) };
}

/** The sum of the ranks of `second` among all values; ties share the middle of their ranks. */
function rankSum(first: readonly number[], second: readonly number[]): number {
  const values = [
    ...first.map((value) => [value, 0] as const),
    ...second.map((value) => [value, 1] as const),
  ];
  values.sort(([a], [b]) => a - b);
  let sum = 0;
  for (let start = 0; start < values.length;) {
    let end = start;
    while (end < values.length && values[end]?.[0] === values[start]?.[0]) end += 1;
    const ofSecond = values.slice(start, end).filter(([, sample]) => sample === 1).length;
    sum += (ofSecond * (start + end + 1)) / 2;
    start = end;
  }
  return sum;
}

/** P(Z > z) of the normal distribution. Source: Abramowitz and Stegun, 26.2.17: right to 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const polynomial = series.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
