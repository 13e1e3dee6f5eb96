// What the calls of a run took, and what went wrong.

export class Figures {
  #times = [];
  #errors = [];
  #start = performance.now();

  /** Makes a call, and takes its time. */
  async add(call) {
    const start = performance.now();
    try {
      await call();
      this.#times.push(performance.now() - start);
    } catch (error) {
      this.#errors.push(error.message);
    }
  }

  /** Forgets the times so far, but no error. */
  restart() {
    this.#times = [];
    this.#start = performance.now();
  }

  get milliseconds() {
    return performance.now() - this.#start;
  }

  get calls() {
    return this.#times.length;
  }

  get errors() {
    return this.#errors.length;
  }

  /** Times in milliseconds. */
  summary() {
    const { calls } = this;
    const sorted = Float64Array.from(this.#times).sort();
    const at = (share) => sorted[Math.min(calls - 1, Math.floor(calls * share))];
    return {
      calls,
      perSecond: (calls * 1_000) / this.milliseconds,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      errors: this.errors,
      firstError: this.#errors[0],
    };
  }
}
