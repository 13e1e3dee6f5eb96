import type { DeliveryState } from './delivery-receipt.js';
import type { MessageChannel, MessagePurpose } from './sms-sender.js';

/** Parts of every event. No event has a number, a code, a secret, an address or anything made from them. */
interface EventParts {
  /** Unix time in milliseconds. */
  readonly at: number;
  /** The id of the HTTP request, if one caused it: the same as in the log. */
  readonly requestId?: string | undefined;
}

/** Parts of the events about a message. */
interface MessageParts extends EventParts {
  /** ISO 3166-1 alpha-2; undefined for a number that belongs to no country, and where it isn't known. */
  readonly country: string | undefined;
  /** Undefined only where it isn't known: a session that an older version has stored. */
  readonly channel: MessageChannel | undefined;
}

/** Parts of the events about a message before it is sent. */
interface RequestedParts extends MessageParts {
  readonly purpose: MessagePurpose;
  readonly channel: MessageChannel;
}

/** Parts of the events about a message that was sent, and whose code somebody submits or nobody does. */
interface SentParts extends MessageParts {
  /** The name of the sender that sent the message; undefined where it isn't known. */
  readonly provider: string | undefined;
  /** Time since the message was sent, in milliseconds; undefined where it isn't known. */
  readonly ageMs: number | undefined;
}

/**
 * Somebody asks for a message, with a valid number. Raised once it is known what becomes of the call: right before a `refused` or a
 * `challenged`, or before the provider is asked. A call that turns out to need no message, because an equal one sends it or has
 * sent it, raises none. So each `requested` is followed by exactly one `refused` with `isEnforced`, `challenged`, `sent` or
 * `failed`. A message that another identity server sends has none, unless this server refuses it.
 */
export interface RequestedEvent extends RequestedParts {
  readonly kind: 'requested';
}

/** A message is not sent, and nobody asks the provider. */
export interface RefusedEvent extends RequestedParts {
  readonly kind: 'refused';
  /**
   * The rule, in words with dots from the general to the special:
   *
   * - `destination.country`, `destination.type`;
   * - `blocked`: by the operator;
   * - `guard.block` and the like: the group of the guard that is short, a `GroupKind`;
   * - `limit.number`, `limit.client`, and `limit.block` of other products' messages;
   * - `budget.country.day`, `budget.country.month`, `budget.total.day`, `budget.total.month`;
   * - `challenge`: the answer proves nothing;
   * - `account`: the caller is told that the number has an account already, or has none;
   * - `unavailable`: something on our side fails, such as the storage or a policy;
   * - `policy`, or what a policy of your own names.
   */
  readonly rule: string;
  /** When the caller may come back, in milliseconds; undefined if never, or if nobody knows. */
  readonly retryAfterMs: number | undefined;
  /** False if the guard only watches (`monitor`): the message is sent all the same. */
  readonly isEnforced: boolean;
}

/** The caller is asked for a proof. */
export interface ChallengedEvent extends RequestedParts {
  readonly kind: 'challenged';
  /** As in `RefusedEvent`. */
  readonly rule: string;
}

/** A provider took a message. */
export interface SentEvent extends RequestedParts {
  readonly kind: 'sent';
  readonly provider: string;
  /** Of the provider's exchange, in milliseconds. */
  readonly durationMs: number;
  /** By the prices of the options, in the operator's currency. */
  readonly price: number;
  /** True if it is the first message of its session. */
  readonly isFirst: boolean;
}

/** A provider didn't take a message, or perhaps didn't. */
export interface FailedEvent extends RequestedParts {
  readonly kind: 'failed';
  readonly provider: string;
  /** As in `SmsResult`. */
  readonly result: 'refused' | 'unavailable' | 'rejected-destination';
  readonly durationMs: number;
}

/** A session was validated for the first time. `ageMs` is how long the person took. */
export interface VerifiedEvent extends SentParts {
  readonly kind: 'verified';
}

/** A wrong code was judged. */
export interface WrongCodeEvent extends SentParts {
  readonly kind: 'wrongCode';
}

/** The code of a message has expired, and nobody has submitted it. Lost if the process ends before. */
export interface ExpiredEvent extends SentParts {
  readonly kind: 'expired';
}

/** A provider reports where a message is. */
export interface DeliveredEvent extends EventParts {
  readonly kind: 'delivered';
  readonly provider: string;
  readonly state: DeliveryState;
  /** ISO 3166-1 alpha-2, if the provider names the number. */
  readonly country: string | undefined;
}

/** An HTTP request was answered. */
export interface AnsweredEvent extends EventParts {
  readonly kind: 'answered';
  readonly method: string;
  /** The route's path in the protocol, without a prefix that is a secret; undefined if no route has the path. */
  readonly route: string | undefined;
  readonly status: number;
  /** Of the answer, if it is an error; `other` for one that only another identity server has. */
  readonly errcode: string | undefined;
  readonly durationMs: number;
}

/** A listener to what happens in a framework. */
export type ThreepidEvent =
  | RequestedEvent
  | RefusedEvent
  | ChallengedEvent
  | SentEvent
  | FailedEvent
  | VerifiedEvent
  | WrongCodeEvent
  | ExpiredEvent
  | DeliveredEvent
  | AnsweredEvent;

/**
 * Takes the events of a framework, for metrics and for what a host wants to do with them. Messages to test numbers raise
 * none but `answered`.
 *
 * `on` is called at once, in the asynchronous context of the request, and nothing waits for it: what it throws, or
 * rejects with, goes to the log. It must not block: do slow work elsewhere. Events of one request come in their order, those of
 * different requests in any. A process that dies loses those to come.
 */
export interface ThreepidEvents {
  on(event: ThreepidEvent): void | Promise<void>;
}
