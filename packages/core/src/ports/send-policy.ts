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
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * - `allow`: the message may be sent, within the limits of the number and the client address.
 * - `refuse`: never to this destination. `reason` goes to the log and into the answer; it must not contain the
 *   number.
 * - `delay`: not before `retryAfterMs` milliseconds have passed.
 */
export type SendVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'delay'; readonly retryAfterMs: number };

/**
 * Refuses or delays messages before they are sent, by country, number type or budget. It is called before a session is
 * opened, for each request that may send. It doesn't handle the limits per number and client address: the
 * `SessionStorage` counts those atomically. It isn't called for test numbers.
 */
export interface SendPolicy {
  judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict>;
}
