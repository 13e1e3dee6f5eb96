import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
  type IBackoff,
} from 'cockatiel';
import type { Clock, Logger, SmsMessage, SmsResult, SmsSender } from '@threepid/core';

/** `half-open`: the next message tries whether the sender works again, or one is doing so. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a guarded sender needs. */
export interface GuardOptions {
  readonly failures: number;
  readonly openMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Failures of the sender, not of the number: these open the breaker. */
const isFailure = (result: unknown): boolean => {
  const { kind } = result as SmsResult;
  return kind === 'refused' || kind === 'unavailable';
};

/** A sender behind a circuit breaker. */
export class GuardedSender {
  readonly name: string;
  private readonly breaker: CircuitBreakerPolicy;
  /** Unix time in milliseconds until which an open breaker lets nothing through. */
  private openUntil = 0;

  constructor(
    private readonly sender: SmsSender,
    private readonly options: GuardOptions,
  ) {
    this.name = sender.name;
    this.breaker = circuitBreaker(handleWhenResult(isFailure), {
      breaker: new ConsecutiveBreaker(options.failures),
      halfOpenAfter: { next: () => this.backoff() },
    });
    this.logBreaker();
  }

  get state(): BreakerState {
    if (this.breaker.state === CircuitState.Closed) return 'closed';
    if (this.breaker.state === CircuitState.HalfOpen) return 'half-open';
    return this.isDue() ? 'half-open' : 'open';
  }

  /** Whether a message may try it: not while the breaker is open, nor while another message is trying it out. */
  get admits(): boolean {
    return (
      this.breaker.state === CircuitState.Closed || (this.breaker.state === CircuitState.Open && this.isDue())
    );
  }

  /**
   * Hands the message to the sender, if it `admits`. Resolves in `timeoutMs` at most, and never rejects.
   */
  send(message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
    // The breaker asks at once, so that nothing is sent after the time-out that was not sent before it.
    return this.breaker.execute(() => answerOf(this.sender, message, timeoutMs));
  }

  /** Resolves if the breaker isn't open and the sender says that it is ready; else rejects, in `timeoutMs` at most. */
  async ready(timeoutMs: number): Promise<void> {
    if (this.state === 'open') throw new Error(`failover: the breaker of '${this.name}' is open`);
    await inTime(Promise.resolve(this.sender.ready?.()), timeoutMs, () => {
      throw new Error(`failover: '${this.name}' did not say in ${timeoutMs} ms whether it is ready`);
    });
  }

  private isDue(): boolean {
    return this.options.clock.now() >= this.openUntil;
  }

  /** The breaker asks for a duration whenever it is tried: the answer is by our clock, not by the system's. */
  private backoff(): IBackoff<unknown> {
    this.openUntil = this.options.clock.now() + this.options.openMs;
    const isDue = (): boolean => this.isDue();
    return {
      get duration() {
        return isDue() ? -Infinity : Infinity;
      },
      next: () => this.backoff(),
    };
  }

  private logBreaker(): void {
    const { logger, openMs } = this.options;
    const { name: sender } = this;
    this.breaker.onBreak((reason) => {
      logger.warn({ sender, openMs, err: causeOf(reason) }, 'SMS sender is left alone: its breaker opened');
    });
    this.breaker.onHalfOpen(() => {
      logger.info({ sender }, 'SMS sender is tried again');
    });
    this.breaker.onReset(() => {
      logger.info({ sender }, 'SMS sender works again: its breaker closed');
    });
  }
}

function causeOf(reason: object): unknown {
  return 'value' in reason ? (reason.value as { readonly cause?: unknown }).cause : reason;
}

async function answerOf(sender: SmsSender, message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
  try {
    const answer: unknown = await inTime<unknown>(Promise.resolve(sender.send(message)), timeoutMs, () =>
      unknownAfter(new Error(`'${sender.name}' did not answer in ${timeoutMs} ms`)),
    );
    return isResult(answer)
      ? withId(answer)
      : unknownAfter(new Error(`'${sender.name}' gave an answer that is none`));
  } catch (cause) {
    return unknownAfter(cause);
  }
}

function unknownAfter(cause: unknown): SmsResult {
  return { kind: 'unavailable', taken: 'unknown', cause };
}

const kinds = new Set<unknown>(['sent', 'refused', 'unavailable', 'rejected-destination']);

/** Whether it is an answer at all; a sender may be written in a language without types. */
function isResult(answer: unknown): answer is SmsResult {
  return (
    typeof answer === 'object' && answer !== null && kinds.has((answer as { readonly kind?: unknown }).kind)
  );
}

/** A message is sent, also if the sender forgot to say by what id. */
function withId(result: SmsResult): SmsResult {
  if (result.kind !== 'sent') return result;
  const { messageId } = result as { readonly messageId?: unknown };
  return typeof messageId === 'string' ? result : { ...result, messageId: '' };
}

/** What `promise` settles with, or in `timeoutMs` what `late` gives or throws. */
async function inTime<T>(promise: Promise<T>, timeoutMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'late').unref();
  });
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), timeout]);
    return first === 'late' ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
