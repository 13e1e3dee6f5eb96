import { OperatorError, type Logger, type SmsMessage, type SmsResult, type SmsSender } from '@threepid/core';
import { CircuitBreaker, type BreakerRules, type BreakerState, type Outcome } from './circuit-breaker.js';

/** What a guarded sender needs. */
export interface GuardOptions extends BreakerRules {
  readonly logger: Logger;
}

/** What a result says of the sender. A number that it doesn't deliver to says nothing against it. */
const outcomes: Readonly<Record<SmsResult['kind'], Outcome>> = {
  sent: 'worked',
  refused: 'failed',
  unavailable: 'failed',
  'rejected-destination': 'neutral',
};

/** A sender behind a circuit breaker. */
export class GuardedSender {
  readonly name: string;
  private readonly breaker: CircuitBreaker;

  constructor(
    private readonly sender: SmsSender,
    private readonly options: GuardOptions,
  ) {
    this.name = sender.name;
    this.breaker = new CircuitBreaker(options);
  }

  get state(): BreakerState {
    return this.breaker.state;
  }

  /** Whether a message to a number should try it: not while the breaker is open, nor while another message is trying it out. */
  admits(to: string): boolean {
    return this.breaker.admits(to);
  }

  /** Hands the message to the sender, whether it `admits` or not. Resolves in `timeoutMs` at most, and never rejects. */
  async send(message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
    const { logger, openMs } = this.options;
    const sender = this.name;
    const role = this.breaker.begin(message.to);
    if (role === 'probe') logger.info({ sender }, 'SMS sender is tried again');
    const result = await answerOf(this.sender, message, timeoutMs);
    const change = this.breaker.end(message.to, role, outcomes[result.kind]);
    if (change === 'closed') logger.info({ sender }, 'SMS sender works again: its breaker closed');
    if (change === 'opened' && result.kind !== 'sent')
      logger.warn({ sender, openMs, err: result.cause }, 'SMS sender is left alone: its breaker opened');
    return result;
  }

  /** Resolves if the breaker isn't open and the sender says that it is ready; else rejects, in `timeoutMs` at most. */
  async ready(timeoutMs: number): Promise<void> {
    if (this.state === 'open') throw new OperatorError(`failover: the breaker of '${this.name}' is open`);
    await inTime(Promise.resolve(this.sender.ready?.()), timeoutMs, () => {
      throw new OperatorError(`failover: '${this.name}' did not say in ${timeoutMs} ms whether it is ready`);
    });
  }
}

async function answerOf(sender: SmsSender, message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
  try {
    const answer: unknown = await inTime<unknown>(Promise.resolve(sender.send(message)), timeoutMs, () =>
      unknownAfter(new OperatorError(`'${sender.name}' did not answer in ${timeoutMs} ms`)),
    );
    return isResult(answer)
      ? withId(answer)
      : unknownAfter(new OperatorError(`'${sender.name}' gave an answer that is none`));
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
