import { isSmsResult, type SmsMessage, type SmsResult, type SmsSender } from '@threepid/core';
import type { Span } from '@opentelemetry/api';
import type { DurationTable } from '../metrics/duration-table.js';
import type { LabelBounds } from '../metrics/label-bounds.js';
import type { AnsweringProviders } from '../metrics/answering-providers.js';
import { endSpan, inSpan, markFailed, type StepSpans } from '../traces/step-spans.js';
import { quietly } from '../quietly.js';
import { withMembers } from './with-members.js';

/** Parts that observe a sender. */
export interface SenderObservers {
  readonly durations: DurationTable;
  readonly bounds: LabelBounds;
  readonly health: AnsweringProviders;
  /** Undefined: nothing is traced. */
  readonly spans: StepSpans | undefined;
}

/** A try of a sender, which may be one that asks others. */
interface Attempt {
  /** True if one of the others is observed too. Then that one's try is measured, and not the same one again. */
  hasInner: boolean;
}

const attemptKey: unique symbol = Symbol('attempt');

/** A message that an observed sender passes on, or a copy of it. */
interface PassedOnMessage extends SmsMessage {
  readonly [attemptKey]?: Attempt;
}

function passedOnOf(message: PassedOnMessage, attempt: Attempt): PassedOnMessage {
  // The other way round, a copy takes V8 a microsecond.
  const copy: PassedOnMessage = { [attemptKey]: attempt, ...message };
  const outer = message[attemptKey];
  if (outer === undefined) return copy;
  outer.hasInner = true;
  const within: PassedOnMessage = { ...copy, [attemptKey]: attempt };
  return within;
}

/** A sender whose exchange with its provider is measured. */
export function observedSender<Sender extends SmsSender>(sender: Sender, observers: SenderObservers): Sender {
  const exchange = new ObservedExchange(sender, observers);
  return withMembers(sender, (name) =>
    name === 'send' ? (message: SmsMessage) => exchange.send(message) : undefined,
  );
}

class ObservedExchange {
  constructor(
    private readonly sender: SmsSender,
    private readonly observers: SenderObservers,
  ) {}

  async send(message: PassedOnMessage): Promise<SmsResult> {
    const attempt: Attempt = { hasInner: false };
    const passedOn = passedOnOf(message, attempt);
    const startedAt = performance.now();
    const span = this.startSpan(message);
    try {
      const result = await (span === undefined
        ? this.sender.send(passedOn)
        : inSpan(span, () => this.sender.send(passedOn)));
      if (!attempt.hasInner) this.note(result, performance.now() - startedAt);
      if (span !== undefined)
        quietly(() => {
          this.describe(span, result);
        });
      return result;
    } catch (error) {
      // It breaks the port's rule; the framework takes it for this result.
      if (!attempt.hasInner) this.note(unavailable, performance.now() - startedAt);
      if (span !== undefined) markFailed(span, error);
      throw error;
    } finally {
      endSpan(span);
    }
  }

  private startSpan({ country }: SmsMessage): Span | undefined {
    const { name } = this.sender;
    return this.observers.spans?.start(`send ${name}`, {
      'threepid.provider': name,
      'threepid.channel': this.channel,
      'threepid.country': this.observers.bounds.country(country),
    });
  }

  private get channel(): string {
    return this.sender.channel ?? 'sms';
  }

  private note(answer: unknown, ms: number): void {
    const { bounds, durations, health } = this.observers;
    const result = isSmsResult(answer) ? answer : unavailable;
    const provider = bounds.provider(providerOf(result) ?? this.sender.name);
    durations.of([provider, bounds.word(this.channel), result.kind]).record(ms);
    health.note(provider, result.kind);
  }

  private describe(span: Span, answer: unknown): void {
    const result = isSmsResult(answer) ? answer : unavailable;
    span.setAttribute('threepid.result', result.kind);
    const provider = providerOf(result);
    if (provider !== undefined) span.setAttribute('threepid.provider', provider);
    // A number that can't be reached is no error of the exchange.
    if (result.kind === 'refused' || result.kind === 'unavailable') markFailed(span, result.cause);
  }
}

const unavailable: SmsResult = { kind: 'unavailable', taken: 'unknown', cause: undefined };

/** A sender that asks others names the one that sent the message. */
function providerOf(result: SmsResult): string | undefined {
  return result.kind === 'sent' ? result.sender : undefined;
}
