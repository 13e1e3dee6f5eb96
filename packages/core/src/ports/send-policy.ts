import type { NumberType } from '../domain/phone-number.js';
import type { MessagePurpose } from './sms-sender.js';

/** What a policy is told of a message before it is sent. */
export interface SendCandidate {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly numberType: NumberType;
  readonly purpose: MessagePurpose;
  /** The address of the person, where the host passes one. */
  readonly clientAddress: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * - `allow`: the message may go, within the limits of the number and the client address.
 * - `refuse`: never to this destination; `reason` is for the log and for the answer, and names no number.
 * - `delay`: not before `retryAfterMs` milliseconds have passed.
 */
export type SendVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'delay'; readonly retryAfterMs: number };

/**
 * May refuse or delay a message before it is sent: countries, number types, budgets. It is asked before a session is
 * opened, for each request that may send. The limits of numbers and client addresses are not its matter: they are
 * counted by the `SessionStorage`, atomically. Test numbers are not put to it.
 */
export interface SendPolicy {
  judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict>;
}
