/** A seeded source of randomness: the same seed gives the same run on every machine (sfc32). */
export class SeededRandom {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.c = seed | 0;
    for (let round = 0; round < 16; round += 1) this.next();
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  /** The time between events that come independently, `mean` on average. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** A time that varies by factors: half of all are longer than `median`. */
  logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(spread * normal);
  }

  /** A draw from a Beta distribution whose parameters are whole numbers. */
  beta(good: number, bad: number): number {
    const x = this.gamma(good);
    return x / (x + this.gamma(bad));
  }

  /** A sum of waits, or for many of them what it comes to: the normal distribution. */
  private gamma(shape: number): number {
    if (shape > 50) return Math.max(0, shape + Math.sqrt(shape) * Math.log(this.logNormal(1, 1)));
    return Array.from({ length: shape }, () => this.exponential(1)).reduce((sum, wait) => sum + wait, 0);
  }
}
