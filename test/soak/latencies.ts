/** How long calls took, by the second in which they began. Each from the first try to the answer of a calm day. */
export class Latencies {
  readonly #seconds = new Map<number, number[]>();

  add(from: number, ms: number): void {
    const second = Math.floor(from / 1_000);
    const times = this.#seconds.get(second);
    if (times === undefined) this.#seconds.set(second, [ms]);
    else times.push(ms);
  }

  /** The times of calls that began from `from` to `to`, shortest first. */
  between(from: number, to: number): readonly number[] {
    const within = [...this.#seconds].filter(([second]) => second * 1_000 >= from && second * 1_000 < to);
    return within.flatMap(([, times]) => times).sort((a, b) => a - b);
  }

  /**
   * Whole seconds after `from` until calls take at most `p50` and `p99` again, for `calmSeconds` in a row; undefined if
   * that is not so before `to`. A second of which no call was answered is not calm.
   */
  backAfter(from: number, to: number, { p50, p99 }: Percentiles): number | undefined {
    let calm = 0;
    for (let start = Math.ceil(from / 1_000) * 1_000; start < to; start += 1_000) {
      const calls = this.between(start, start + 1_000);
      const times = percentilesOf(calls);
      calm = calls.length > 0 && times.p50 <= p50 && times.p99 <= p99 ? calm + 1 : 0;
      if (calm === calmSeconds) return Math.max(0, Math.round((start - from) / 1_000) - calmSeconds + 1);
    }
    return undefined;
  }
}

/** Milliseconds that half of the calls, and 99 of 100, took at most. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

const calmSeconds = 2;

/** @param sorted shortest first; without any, both are 0. */
export function percentilesOf(sorted: readonly number[]): Percentiles {
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
