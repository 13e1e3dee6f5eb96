/** What a message is for. */
export type MessagePurpose =
  /** It carries a code. */
  | 'verify'
  /** The number has an account already; no code. */
  | 'in-use'
  /** The number has no account; no code. */
  | 'not-found';

/** A text for a phone. */
export interface SmsMessage {
  /** E.164 with the `+`, such as `+447400123456`. */
  readonly to: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly text: string;
  readonly purpose: MessagePurpose;
  /** A name for this message alone, the same for every try to deliver it; tells nothing. At most 64 characters of `[0-9a-zA-Z_-]`. */
  readonly idempotencyKey: string;
}

/**
 * What a provider said.
 *
 * - `sent`: the provider took the message.
 * - `refused`: the provider did not take it and would not take any, whatever the number (credentials, sender, balance,
 *   malformed request). Another provider may be asked.
 * - `unavailable`: the provider could not be reached, was too slow, throttled or failed. `taken` says whether the
 *   message may be under way all the same: `no` only if that is certain.
 * - `rejected-destination`: the provider will not deliver to this number, country or carrier (opted out, not in reach,
 *   premium). Also where the number may have a part in it, and where nobody knows: a stranger chooses the number, so that
 *   it must neither be offered to other providers nor speak against this one.
 */
export type SmsResult =
  | { readonly kind: 'sent'; readonly messageId: string; readonly sender?: string }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'unavailable'; readonly taken: 'no' | 'unknown'; readonly cause: unknown }
  | { readonly kind: 'rejected-destination'; readonly cause: unknown };

/**
 * Sends a message to a number. One call is one message at most: an implementation tries again by itself only where the
 * first try certainly left no message behind.
 *
 * It answers within a time-out of its own (10 seconds unless it says otherwise), and rejects never: what goes wrong is
 * an `SmsResult`. A rejection is treated as `unavailable` with `taken: 'unknown'`. `cause` goes to the operator's log
 * and nowhere else: a `ProviderError` or an `OperatorError` with its message, any other error with its type, code, status
 * and stack frames alone, since its words may quote the text or the number.
 *
 * Run `smsSenderContract` of `@threepid/contract-tests` over your own.
 */
export interface SmsSender {
  /** For logs and the start-up line, such as `sns`. */
  readonly name: string;
  send(message: SmsMessage): Promise<SmsResult>;
  /** Resolves if the provider seems to take messages, else rejects. Absent: always ready. Sends nothing. */
  ready?(): Promise<void>;
}
