import type { Clock } from '@threepid/core';

/** `half-open`: the next message tries whether the sender works again, or one is doing so. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** `neutral`: it says nothing of the sender, save that it answers. */
export type Outcome = 'worked' | 'failed' | 'neutral';

/** A try as the breaker sees it: `probe` of an open breaker whose time is up, `extra` while it should be left alone. */
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

/** The most numbers that are kept of a window; the oldest go first. */
const mostNumbers = 1_000;

/**
 * Opens when most of the numbers of the last while have failed.
 *
 * Numbers are counted and not messages, each by its last outcome: whoever asks for one number again and again, one that
 * this sender fails for, neither opens a breaker nor holds it open.
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

  /** Whether a message to a number may try the sender. A number that has failed in the window is no probe. */
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

  /** Takes the outcome of a try that has begun; says whether it opened the breaker, again or anew, or closed it. */
  end(to: string, role: TryRole, outcome: Outcome): 'opened' | 'closed' | undefined {
    if (role === 'probe') this.probing = false;
    if (outcome === 'failed') return this.fail(to, role);
    if (role !== 'normal') return this.close();
    if (outcome === 'worked') this.note(to, false);
    return undefined;
  }

  private fail(to: string, role: TryRole): 'opened' | undefined {
    this.note(to, true);
    const opens = role === 'probe' || (this.openSince === undefined && this.haveMostFailed());
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
    // Put at the end, so that the first is the oldest.
    this.outcomes.delete(to);
    this.outcomes.set(to, { failed, at: this.rules.clock.now() });
    const [oldest] = this.outcomes.keys();
    if (this.outcomes.size > mostNumbers && oldest !== undefined) this.outcomes.delete(oldest);
  }

  private haveMostFailed(): boolean {
    for (const [to, outcome] of this.outcomes) if (!this.isInWindow(outcome)) this.outcomes.delete(to);
    const failed = [...this.outcomes.values()].filter((outcome) => outcome.failed).length;
    return failed >= this.rules.failures && failed / this.outcomes.size > this.rules.share;
  }

  private hasFailed(to: string): boolean {
    const outcome = this.outcomes.get(to);
    return outcome !== undefined && outcome.failed && this.isInWindow(outcome);
  }

  /** A clock that was set back makes an outcome old, not young for longer. */
  private isInWindow({ at }: NumberOutcome): boolean {
    const ageMs = this.rules.clock.now() - at;
    return ageMs >= 0 && ageMs < this.rules.windowMs;
  }

  /** Also if the clock was set back: it must not stay open for longer. */
  private isDue(): boolean {
    const ageMs = this.rules.clock.now() - (this.openSince ?? 0);
    return ageMs < 0 || ageMs >= this.rules.openMs;
  }
}
