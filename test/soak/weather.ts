/**
 * What is done to the servers while people verify their numbers; and what is no part of the soak: another program that
 * takes the processors.
 */
export type Disturbance =
  | 'the first provider is down'
  | 'the first provider is slow'
  | 'the first provider cuts connections'
  | 'Redis fails over'
  | 'a storm'
  | 'a process is killed'
  | 'a rolling restart'
  | 'the machine is busy';

interface Spell {
  readonly kind: Disturbance;
  readonly from: number;
  to: number;
}

/** When what was done, in ms of `performance.now()`. */
export class Weather {
  readonly #spells: Spell[] = [];

  /**
   * Begins a disturbance.
   *
   * @returns what ends it, some ms after it is called: what was asked before may be answered later.
   */
  begin(kind: Disturbance): (graceMs?: number) => void {
    const spell = { kind, from: performance.now(), to: Infinity };
    this.#spells.push(spell);
    return (graceMs = 0) => {
      spell.to = performance.now() + graceMs;
    };
  }

  /** It has just been so, and may be noticed for `graceMs` from now. */
  pass(kind: Disturbance, graceMs: number): void {
    const to = performance.now() + graceMs;
    const last = this.#spells.findLast((spell) => spell.kind === kind);
    if (last !== undefined && last.to >= performance.now()) last.to = to;
    else this.#spells.push({ kind, from: performance.now(), to });
  }

  /** Seconds of a disturbance so far. */
  secondsOf(kind: Disturbance): number {
    const spells = this.#spells.filter((spell) => spell.kind === kind);
    return spells.reduce((sum, { from, to }) => sum + (Math.min(to, performance.now()) - from) / 1_000, 0);
  }

  /** The disturbances that a time from `from` until now overlaps. */
  since(from: number): readonly Disturbance[] {
    return this.#spells.filter(({ to }) => to >= from).map(({ kind }) => kind);
  }
}
