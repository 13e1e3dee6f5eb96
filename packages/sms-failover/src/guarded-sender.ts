import {
  linked,
  isSmsResult,
  OperatorError,
  resultOfFailure,
  type Logger,
  type MessageChannel,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { CircuitBreaker, type BreakerRules, type BreakerState, type Outcome } from './circuit-breaker.js';
import { inTime } from './in-time.js';

/** Options of a guarded sender. */
export interface GuardedSenderOptions extends BreakerRules {
  readonly logger: Logger;
}

/** The outcome that a result counts as. A rejected number says nothing against the sender. */
const outcomes: Readonly<Record<SmsResult['kind'], Outcome>> = {
  sent: 'worked',
  refused: 'failed',
  unavailable: 'failed',
  'rejected-destination': 'neutral',
};

/** A sender behind a circuit breaker. */
export class GuardedSender {
  readonly name: string;
  readonly channel: MessageChannel | undefined;
  private readonly breaker: CircuitBreaker;

  constructor(
    private readonly sender: SmsSender,
    private readonly options: GuardedSenderOptions,
  ) {
    this.name = sender.name;
    this.channel = sender.channel;
    this.breaker = new CircuitBreaker(options);
  }

  get state(): BreakerState {
    return this.breaker.state;
  }

  /**
   * True if a message to this number should try the sender: false while the breaker is open or another message is the
   * probe.
   */
  admits(to: string): boolean {
    return this.breaker.admits(to);
  }

  /** Sends the message even if `admits` is false. Resolves within `timeoutMs`, and never rejects. */
  async send(message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
    const { logger, openMs } = this.options;
    const sender = this.name;
    const { requestId } = message;
    const role = this.breaker.begin(message.to);
    if (role === 'probe') logger.info(linked(requestId, { sender }), 'trying the SMS sender again');
    const result = await answerOf(this.sender, message, timeoutMs);
    const change = this.breaker.end(message.to, role, outcomes[result.kind]);
    if (change === 'closed')
      logger.info(linked(requestId, { sender }), 'SMS sender works again; its breaker closed');
    if (change === 'opened' && result.kind !== 'sent')
      logger.warn(
        linked(requestId, { sender, openMs, err: result.cause }),
        'SMS sender keeps failing; its breaker opened',
      );
    return result;
  }

  /** Resolves if the breaker isn't open and the sender is ready; otherwise rejects. Settles within `timeoutMs`. */
  async ready(timeoutMs: number): Promise<void> {
    if (this.state === 'open') throw new OperatorError(`failover: the breaker of '${this.name}' is open`);
    await inTime(Promise.resolve(this.sender.ready?.()), timeoutMs, () => {
      throw new OperatorError(
        `failover: '${this.name}' did not report within ${timeoutMs} ms that it is ready`,
      );
    });
  }
}

async function answerOf(sender: SmsSender, message: SmsMessage, timeoutMs: number): Promise<SmsResult> {
  try {
    const answer: unknown = await inTime<unknown>(Promise.resolve(sender.send(message)), timeoutMs, () =>
      resultOfFailure('unknown', new OperatorError(`'${sender.name}' did not answer within ${timeoutMs} ms`)),
    );
    return isSmsResult(answer)
      ? withId(answer)
      : resultOfFailure(
          'unknown',
          new OperatorError(`'${sender.name}' returned something that is not an SmsResult`),
        );
  } catch (cause) {
    return resultOfFailure('unknown', cause);
  }
}

/** A message counts as sent even if the sender gave no id. */
function withId(result: SmsResult): SmsResult {
  if (result.kind !== 'sent') return result;
  const { messageId } = result as { readonly messageId?: unknown };
  return typeof messageId === 'string' ? result : { ...result, messageId: '' };
}
