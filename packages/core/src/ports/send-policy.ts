import type { NumberType } from '../domain/phone-number.js';
import type { MessagePurpose } from './sms-sender.js';

/** A message that is about to be sent, as a policy sees it. */
export interface SendCandidate {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly numberType: NumberType;
  readonly purpose: MessagePurpose;
  /** The person's address, if the host passes one. */
  readonly clientAddress: string | undefined;
  /** True if the caller has solved a challenge that an earlier verdict asked for. */
  readonly proved: boolean;
  /**
   * True if another product judges the code, so that no `verified` ever follows: see `Threepid.deliverMessage`. The guard
   * leaves such messages to limits of their own and to budgets. Nobody is there to solve a challenge.
   */
  readonly verifiedElsewhere?: boolean;
  /** The id of the HTTP request that asks for it, for log lines about it. */
  readonly requestId?: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** The refusal that a policy would have made if it did more than watch. */
export interface MonitoredRefusal {
  /** As in `SendVerdict`. */
  readonly rule: string;
  readonly retryAfterMs: number;
}

/**
 * - `allow`: the message may be sent, within the limits of the number and the client address. With a `receipt`, the
 *   policy learns what became of it: see `SendPolicy.learn`. A receipt is 1 to 48 bytes in base64url without padding, so
 *   at most 64 characters. Only the policy reads it. It is stored with the session as it is, so it must not reveal the
 *   number or the address; and it belongs to this one message, so it should differ from all others. `monitored` is what the
 *   policy would have done if it didn't only watch; it is for events, and changes nothing.
 * - `refuse`: never to this destination. `reason` goes to the log and into the answer; it must not contain the
 *   number.
 * - `delay`: not before `retryAfterMs` milliseconds have passed.
 * - `challenge`: the same, unless the caller solves a challenge: then the policy is asked again, with `proved`.
 *   `difficulty` is how many times the usual work the challenge takes; default: 1. Without a `Challenge`, and for a
 *   caller who has proved something already, it is `delay`.
 *
 * `rule` names the rule for events, such as `destination.country` or `guard.block`: 1 to 64 characters of `[0-9a-zA-Z._-]`,
 * the first a letter, one of few names, and nothing of the message. Default, also for one of another form: `policy`.
 */
export type SendVerdict =
  | { readonly kind: 'allow'; readonly receipt?: string; readonly monitored?: MonitoredRefusal }
  | { readonly kind: 'refuse'; readonly reason: string; readonly rule?: string }
  | { readonly kind: 'delay'; readonly retryAfterMs: number; readonly rule?: string }
  | {
      readonly kind: 'challenge';
      readonly retryAfterMs: number;
      readonly difficulty?: number;
      readonly rule?: string;
    };

/**
 * The fate of an allowed message:
 *
 * - `unsent`: no message was sent for this verdict, so whatever the policy charged for it can be refunded. An equal call
 *   sends the message already, a limit of the number refused it, or the storage was down.
 * - `failed`: the provider was asked, and certainly sent nothing. What the policy charged to the number and its country
 *   can be refunded; the caller should stay charged, or could ask a failing provider without end. A message that the
 *   provider rejects for its destination is neither `failed` nor `unsent`: it stays charged, as it stays in its number's
 *   count, because asking again won't help.
 * - `verified`: a session was validated for the first time. The receipt is that of the last message of the session that
 *   was sent, or perhaps, and had one.
 */
export interface SendEvent {
  readonly kind: 'unsent' | 'failed' | 'verified';
  /** As `judge` gave it. */
  readonly receipt: string;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A number that is to be forgotten. */
export interface ForgottenNumber {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * Refuses or delays messages before they are sent, by country, number type or budget. It is called before a session is
 * opened, for each request that may send, once the request is counted against its client: a second time if it asks for a
 * challenge and the request has the answer. It doesn't handle the limits
 * per number and client address: the `SessionStorage` counts those atomically. It isn't called for test numbers. It is
 * called for messages that only conceal whether a number has an account: they cost as much, but no code verifies them.
 *
 * If `judge` fails, or gives a receipt of another form, nothing is sent: the error is logged, the caller gets 500
 * `M_UNKNOWN` (503 for a `StorageUnavailableError`), and the policy learns nothing.
 *
 * Test your own implementation with `sendPolicyContract` of `@threepid/contract-tests`.
 */
export interface SendPolicy {
  judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict>;
  /**
   * Learns what became of a message that was allowed with a receipt. Nothing is learned of a message without one, nor of
   * one that was sent and whose code nobody submits.
   *
   * **At most one event a receipt, and each event at most once**, however many calls are equal and however many submit
   * the right code, in whatever process. A process that dies, or a storage that fails, loses events: they are not
   * repeated, so a charge must end by itself. Only if the storage failed to store that a message was not sent may
   * `verified` follow `unsent` or `failed`. Events of different messages come in any order and at once. An event comes only after
   * `judge` has resolved, perhaps in another process, and `verified` up to a session's lifetime later.
   *
   * The person's answer waits for it, because some hosts stop a process after the answer: so it should take one round trip
   * at most. If it fails, the error is logged without its message, and the person gets the same answer.
   */
  learn?(event: SendEvent): void | Promise<void>;
  /**
   * Removes what the policy keeps of a number by itself: `Threepid.forget` calls it. Called again if it failed. Events of
   * messages to the number may follow, and should bring nothing back.
   */
  forget?(number: ForgottenNumber): void | Promise<void>;
}
