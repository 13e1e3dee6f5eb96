import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { seconds } from '../timeline.js';

/** What a sender does with a message. */
export interface Performance {
  /** The share of messages that arrive. All are accepted. */
  readonly arrives: number;
  /** How long half of those that arrive take. */
  readonly delay: number;
}

/** A sender, by what it does at each time of a scenario. */
export interface SimulatedSender {
  readonly name: string;
  readonly at: (time: number) => Performance;
}

export const good: Performance = { arrives: 0.98, delay: 5 * seconds };

export const always = (performance: Performance) => (): Performance => performance;

/** Changes at 0, when measuring begins. */
export const before =
  (first: Performance, then: Performance) =>
  (time: number): Performance =>
    time < 0 ? first : then;

/** Accepts all messages. */
export class AcceptingSender implements SmsSender {
  private accepted = 0;

  constructor(readonly name: string) {}

  send(message: SmsMessage): Promise<SmsResult> {
    this.accepted += 1;
    return Promise.resolve({ kind: 'sent', messageId: `${message.idempotencyKey}-${this.accepted}` });
  }
}
