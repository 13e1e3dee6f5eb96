/** Purpose of a message. */
export type MessagePurpose =
  /** The message contains a code. */
  | 'verify'
  /** The number already has an account; no code. */
  | 'in-use'
  /** The number has no account; no code. */
  | 'not-found'
  /** Another product tells its user something; no code. See `Threepid.deliverMessage`. */
  | 'notice';

/** A message to a phone. */
export interface SmsMessage {
  /** E.164 with the `+`, such as `+447400123456`. */
  readonly to: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly text: string;
  readonly purpose: MessagePurpose;
  /** A random id of this message, the same for every delivery attempt. At most 64 characters of `[0-9a-zA-Z_-]`. */
  readonly idempotencyKey: string;
}

/**
 * The outcome of a send.
 *
 * - `sent`: the provider accepted the message.
 * - `refused`: the provider refuses any message, whatever the number (credentials, sender, balance, malformed
 *   request). Another provider may be tried.
 * - `unavailable`: the provider couldn't be reached, was too slow, throttled or failed. `taken` is `no` only if the
 *   provider certainly didn't accept the message.
 * - `rejected-destination`: the provider doesn't deliver to this number, country or carrier (opted out, unreachable,
 *   premium). Use it also if the number may be the cause, or if the cause is unknown: strangers choose the numbers, so
 *   such a failure must not be tried at other providers or count against this one.
 */
export type SmsResult =
  | { readonly kind: 'sent'; readonly messageId: string; readonly sender?: string }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'unavailable'; readonly taken: 'no' | 'unknown'; readonly cause: unknown }
  | { readonly kind: 'rejected-destination'; readonly cause: unknown };

/**
 * Sends a message to a number. One call sends at most one message: an implementation retries only if the first attempt
 * certainly sent none.
 *
 * It has its own time-out (10 seconds unless documented otherwise) and never rejects: failures are an `SmsResult`. A
 * rejection is treated as `unavailable` with `taken: 'unknown'`. `cause` only goes to the operator's log: a
 * `ProviderError` or an `OperatorError` with its message, any other error only with its type, code, status and stack
 * frames, because its message may quote the text or the number.
 *
 * Test your own implementation with `smsSenderContract` of `@threepid/contract-tests`.
 */
export interface SmsSender {
  /** Name for logs and the start-up line, such as `sns`. */
  readonly name: string;
  send(message: SmsMessage): Promise<SmsResult>;
  /** Resolves if the provider seems to accept messages, else rejects. Sends nothing. Absent: always ready. */
  ready?(): Promise<void>;
}
