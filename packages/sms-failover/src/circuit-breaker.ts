import type { Clock } from '@threepid/core';

/** `half-open`: the next message tries the sender again, or a message is trying it right now. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** `neutral` says nothing about the sender except that it answers. */
export type Outcome = 'worked' | 'failed' | 'neutral';

/**
 * A try as the breaker sees it: `probe` once an open breaker's time is up, `extra` while the sender should not be
 * tried.
 */
export type TryRole = 'normal' | 'probe' | 'extra';

export interface BreakerRules {
  readonly failures: number;
  readonly share: number;
  readonly windowMs: number;
  readonly openMs: number;
  readonly clock: Clock;
}

interface NumberOutcome {
  readonly failed: boolean;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** Maximum of numbers kept per window; the oldest are dropped first. */
const mostNumbers = 1_000;

/** Times `failures`: so many of the newest numbers, all failed, are enough whatever came before. */
const rowOfFailures = 2;

/**
 * Opens when most of the recent numbers have failed, or all of the newest. Where many messages are sent, a sender that dies would
 * otherwise go on failing until half of the window is gone.
 *
 * It counts numbers, not messages, each by its last outcome. So repeated requests for one number that this sender can't
 * serve neither open a breaker nor keep it open.
 */
export class CircuitBreaker {
  private readonly outcomes = new Map<string, NumberOutcome>();
  /** Unix time in milliseconds; undefined while closed. */
  private openSince: number | undefined;
  private probing = false;

  constructor(private readonly rules: BreakerRules) {}

  get state(): BreakerState {
    if (this.openSince === undefined) return 'closed';
    return this.probing || this.isDue() ? 'half-open' : 'open';
  }

  /** True if a message to this number may try the sender. A number that failed within the window can't be the probe. */
  admits(to: string): boolean {
    if (this.openSince === undefined) return true;
    return this.isDue() && !this.probing && !this.hasFailed(to);
  }

  begin(to: string): TryRole {
    if (this.openSince === undefined) return 'normal';
    if (!this.admits(to)) return 'extra';
    this.probing = true;
    return 'probe';
  }

  /** Records the outcome of a try. Returns the change of the breaker, if there was one. */
  end(to: string, role: TryRole, outcome: Outcome): 'opened' | 'closed' | undefined {
    if (role === 'probe') this.probing = false;
    if (outcome === 'failed') return this.fail(to, role);
    if (role !== 'normal') return this.close();
    if (outcome === 'worked') this.note(to, false);
    return undefined;
  }

  private fail(to: string, role: TryRole): 'opened' | undefined {
    this.note(to, true);
    const opens = role === 'probe' || (this.openSince === undefined && this.isFailing());
    if (!opens) return undefined;
    this.openSince = this.rules.clock.now();
    return 'opened';
  }

  private close(): 'closed' | undefined {
    if (this.openSince === undefined) return undefined;
    this.openSince = undefined;
    this.outcomes.clear();
    return 'closed';
  }

  private note(to: string, failed: boolean): void {
    // Moved to the end, so that the first entry is always the oldest.
    this.outcomes.delete(to);
    this.outcomes.set(to, { failed, at: this.rules.clock.now() });
    const [oldest] = this.outcomes.keys();
    if (this.outcomes.size > mostNumbers && oldest !== undefined) this.outcomes.delete(oldest);
  }

  private isFailing(): boolean {
    for (const [to, outcome] of this.outcomes) if (!this.isInWindow(outcome)) this.outcomes.delete(to);
    const outcomes = [...this.outcomes.values()];
    const failed = outcomes.filter((outcome) => outcome.failed).length;
    if (failed < this.rules.failures) return false;
    return failed / outcomes.length > this.rules.share || this.hasRowOfFailures(outcomes);
  }

  private hasRowOfFailures(outcomes: readonly NumberOutcome[]): boolean {
    const length = rowOfFailures * this.rules.failures;
    return outcomes.length >= length && outcomes.slice(-length).every(({ failed }) => failed);
  }

  private hasFailed(to: string): boolean {
    const outcome = this.outcomes.get(to);
    return outcome !== undefined && outcome.failed && this.isInWindow(outcome);
  }

  /** If the clock was set back, outcomes are in the future. They count as old, so that they don't stay for too long. */
  private isInWindow({ at }: NumberOutcome): boolean {
    const ageMs = this.rules.clock.now() - at;
    return ageMs >= 0 && ageMs < this.rules.windowMs;
  }

  /** Also true if the clock was set back, so that the breaker doesn't stay open for too long. */
  private isDue(): boolean {
    const ageMs = this.rules.clock.now() - (this.openSince ?? 0);
    return ageMs < 0 || ageMs >= this.rules.openMs;
  }
}
