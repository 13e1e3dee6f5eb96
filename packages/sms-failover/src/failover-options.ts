import type { Clock, Logger, SmsSender } from '@threepid/core';

/** A sender and its share of the messages. */
export interface WeightedSender {
  readonly sender: SmsSender;
  /** 0 or more, against the sum of those in its list. 0: only when all others have failed. */
  readonly weight: number;
}

/**
 * Senders in the order in which they are tried; or, all with weights, in an order drawn anew for each message, in which
 * a sender comes first as often as its weight says.
 */
export type SenderList = readonly SmsSender[] | readonly WeightedSender[];

/**
 * When a sender is left alone: when, of the numbers that it was asked for within `windowMs`, at least `failures` and more
 * than `share` have failed. Each number counts once, by its last message. A failure is `refused` or `unavailable`;
 * `rejected-destination` counts for nothing, since the number has a part in it.
 *
 * A sender that is left alone is tried after all others, so that no message fails because of a breaker.
 */
export interface BreakerOptions {
  /** Numbers that must have failed: 1 or more. Default 5. */
  readonly failures?: number;
  /** The share of the numbers that must be surpassed: from 0 up to, without, 1. Default 0.5. */
  readonly share?: number;
  /** How far back is looked, in milliseconds. Default 300,000. */
  readonly windowMs?: number;
  /** How long it stays open, in milliseconds, before one message tries the sender again. Default 30,000. */
  readonly openMs?: number;
}

export interface FailoverOptions {
  /**
   * Lists for numbers that begin so: E.164 with the `+`, such as `+44`. The longest prefix wins; a number of none goes
   * to the senders that `failover` was given.
   */
  readonly prefixes?: Readonly<Record<string, SenderList>>;
  /**
   * What to do when a sender may have taken the message or not. Default `stop`: a person never gets two messages for
   * one attempt. `try-next`: a second message is better than none; it carries the same code.
   */
  readonly onUnknown?: 'stop' | 'try-next';
  /**
   * What to do when a sender will not deliver to this number. Default `stop`: the person may have opted out, or the
   * provider may hold the number for a fraud, and neither is to be got round by another provider.
   */
  readonly onRejectedDestination?: 'stop' | 'try-next';
  /** For a message with all its tries, in milliseconds. Default 20,000: two senders that each take 10 seconds. */
  readonly deadlineMs?: number;
  /**
   * For one try; a sender that takes longer may have taken the message. Default: what is left of the deadline. Give
   * the senders shorter time-outs of their own: they may know that the message was not taken, which is not known here.
   */
  readonly tryMs?: number;
  readonly breaker?: BreakerOptions;
  /** For logs. Default `failover`. */
  readonly name?: string;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Draws for the weights: from 0 up to, without, 1. Default `Math.random`. */
  readonly random?: () => number;
}
