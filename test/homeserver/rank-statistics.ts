/** The difference between two samples. */
export interface RankDifference {
  /**
   * The probability that a value of the second sample is above one of the first, with ties counted half: 0.5 if the
   * samples can't be told apart. It is the share of right guesses from one value of each sample.
   */
  readonly auc: number;
  /** The two-sided p-value: the probability of such a difference by chance. */
  readonly p: number;
}

/**
 * The Mann-Whitney U test with its normal approximation, which is valid from about twenty values per sample. It assumes
 * no distribution, so the long tails of timings do no harm.
 */
export function rankDifference(first: readonly number[], second: readonly number[]): RankDifference {
  const [n, m] = [first.length, second.length];
  const ranks = rankSum(first, second);
  const u = ranks - (m * (m + 1)) / 2;
  const z = (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { auc: u / (n * m), p: 2 * upperTail(Math.abs(z)) };
}

/** The sum of the ranks of `second` among all values; ties get the mean of their ranks. */
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

/** P(Z > z) of the normal distribution. Source: Abramowitz and Stegun, 26.2.17; error below 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const polynomial = series.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
