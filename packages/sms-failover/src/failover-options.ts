import type { Clock, Logger, SmsSender } from '@threepid/core';
import type { AdaptiveOptions } from './adaptive/adaptive-options.js';

/** A sender and its share of the messages. */
export interface WeightedSender {
  readonly sender: SmsSender;
  /** 0 or more, relative to the sum of the weights in its list. 0: tried only after all others have failed. */
  readonly weight: number;
}

/**
 * Senders in the order in which they are tried. If all have weights, the order is drawn at random for each message, and
 * a sender comes first as often as its weight says.
 */
export type SenderList = readonly SmsSender[] | readonly WeightedSender[];

/**
 * Options of the circuit breakers. A sender's breaker opens when, of the numbers it was asked to send to within
 * `windowMs`, at least `failures` and more than `share` have failed, or the last `2 * failures` without one that worked between
 * them. Each number counts once, by its last message.
 * `refused` and `unavailable` are failures; `rejected-destination` is neutral, because the cause may be the number.
 *
 * A sender whose breaker is open is still tried, after all others, so no message fails because of a breaker.
 */
export interface BreakerOptions {
  /** Minimum number of phone numbers that must have failed: 1 or more. Default: 5. */
  readonly failures?: number;
  /** Share of failed numbers that must be exceeded: at least 0, less than 1. Default: 0.5. */
  readonly share?: number;
  /** Length of the window, in milliseconds. Default: 300,000. */
  readonly windowMs?: number;
  /** Time in milliseconds that a breaker stays open before one message tries the sender again. Default: 30,000. */
  readonly openMs?: number;
}

/** Options of `failover`. */
export interface FailoverOptions {
  /**
   * Senders for numbers that begin with a prefix: E.164 with the `+`, such as `+44`. The longest matching prefix wins.
   * A number that matches none goes to the senders in the first argument of `failover`.
   */
  readonly prefixes?: Readonly<Record<string, SenderList>>;
  /**
   * Reaction when it is unknown whether a sender took the message. Default: `stop`, so a person never gets two messages
   * for one attempt. With `try-next` they may get a second one, with the same code.
   */
  readonly onUnknown?: 'stop' | 'try-next';
  /**
   * Reaction when a sender does not deliver to this number. Default: `stop`. The person may have opted out, or the
   * provider may suspect fraud, and another provider must not be used to get around that. A result with `otherChannels`
   * says neither, so it never stops a message.
   */
  readonly onRejectedDestination?: 'stop' | 'try-next';
  /**
   * Time limit for a message with all its tries, in milliseconds. Default: 20,000, enough for two senders that take 10
   * seconds each.
   */
  readonly deadlineMs?: number;
  /**
   * Time limit for one try, in milliseconds. After that, it is unknown whether the sender took the message. Default:
   * the time left until the deadline. Give the senders shorter time-outs of their own: a sender often knows that a
   * message was not taken, and failover can't.
   */
  readonly tryMs?: number;
  readonly breaker?: BreakerOptions;
  /**
   * Orders the senders of each list by what became of their messages, country by country, instead of by the list. Of senders
   * that are equally good, the one that is named first comes first. Not together with weights.
   */
  readonly adaptive?: AdaptiveOptions;
  /** Name in logs. Default: `failover`. */
  readonly name?: string;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Source of random numbers for weights and exploration: at least 0, less than 1. Default: `Math.random`. */
  readonly random?: () => number;
}
