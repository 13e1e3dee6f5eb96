import type { MessageReport, ReportedOutcome, SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { failover, type AdaptiveOptions, type FailoverOptions } from '@threepid/sms-failover';
import { message, scripted } from '../scripted-sender.js';

/** A clock that a test sets. */
export class TrafficClock {
  constructor(public time = Date.UTC(2030, 4, 10, 12)) {}

  now(): number {
    return this.time;
  }

  pass(ms: number): void {
    this.time += ms;
  }
}

/** Never explores, and draws the middle. */
export const noExploration = (): number => 0.5;

interface TrafficOptions extends Omit<FailoverOptions, 'adaptive'> {
  readonly adaptive?: AdaptiveOptions;
  readonly senders?: readonly SmsSender[];
}

/** A message that was sent. */
export interface SentTo {
  readonly sender: string;
  readonly message: SmsMessage;
  readonly result: SmsResult;
}

/** Messages of people to an adaptive failover over `a` and `b`, and what becomes of them. */
export class Traffic {
  readonly clock: TrafficClock;
  readonly sms: ReturnType<typeof failover>;
  private messages = 0;

  constructor({ senders = [scripted('a'), scripted('b')], adaptive = {}, ...options }: TrafficOptions = {}) {
    this.clock = (options.clock as TrafficClock | undefined) ?? new TrafficClock();
    this.sms = failover(senders, { random: noExploration, ...options, clock: this.clock, adaptive });
  }

  /** Sends a first message, to a block of its own unless `parts` say otherwise. */
  async send(parts: Partial<SmsMessage> = {}): Promise<SentTo> {
    this.messages += 1;
    const to = `+447${String(this.messages).padStart(5, '0')}0000`;
    const asked = message({ to, idempotencyKey: String(this.messages), isJudged: true, ...parts });
    const result = await this.sms.send(asked);
    const sender = result.kind === 'sent' ? (result.sender ?? '') : '';
    return { sender, message: asked, result };
  }

  /** Reports as the framework does. */
  async report(sent: SentTo, outcome: ReportedOutcome, by = this.sms): Promise<void> {
    await by.report?.(reportOf(sent, outcome, this.clock.now()));
  }

  /** Sends messages a second apart, whose codes are submitted if `verifies` says so; then everything is judged. */
  async judged(count: number, verifies: (sender: string) => boolean): Promise<readonly string[]> {
    const senders: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const sent = await this.send();
      this.clock.pass(1_000);
      if (verifies(sent.sender)) await this.report(sent, 'verified');
      senders.push(sent.sender);
    }
    this.clock.pass(4 * 60_000);
    return senders;
  }

  /** Which sender the next first message goes to. */
  async next(parts: Partial<SmsMessage> = {}): Promise<string> {
    const { sender } = await this.send({ isJudged: false, ...parts });
    return sender;
  }
}

export function reportOf(
  { sender, message: { country }, result }: SentTo,
  outcome: ReportedOutcome,
  sentAt: number,
): MessageReport {
  const { messageId, note } = result.kind === 'sent' ? result : { messageId: '', note: undefined };
  return { messageId, note, sender, country, isFirst: true, sentAt, outcome };
}
