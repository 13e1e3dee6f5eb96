import type { DeliveryReceipt, ProviderCallback } from './delivery-receipt.js';
import type { MessageOrigin } from './message-origin.js';
import type { MessageReport } from './message-report.js';

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

/** The way in which a message reaches a person. */
export type MessageChannel = 'sms' | OtherChannel;

/** A channel that a host may offer beside SMS. */
export type OtherChannel = 'whatsapp' | 'telegram' | 'voice';

/** A message to a phone. */
export interface SmsMessage {
  /** E.164 with the `+`, such as `+447400123456`. */
  readonly to: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** The whole text. A channel with templates of its own writes its message from the code instead. */
  readonly text: string;
  readonly purpose: MessagePurpose;
  /** A random id of this message, the same for every delivery attempt. At most 64 characters of `[0-9a-zA-Z_-]`. */
  readonly idempotencyKey: string;
  /** The code that is in the text: 6 digits, or what another product has made. Undefined unless the purpose is `verify`. */
  readonly code?: string | undefined;
  /** The BCP 47 tag of the text's language, such as `de`; undefined if somebody else has written the text. */
  readonly locale?: string | undefined;
  /** The sender's name as people know it, if there is one; the text has it if there was room. */
  readonly brand?: string | undefined;
  /**
   * When the code stops being valid, Unix time in milliseconds. Undefined unless the purpose is `verify`, and for a code that
   * another product has made.
   */
  readonly expiresAt?: number | undefined;
  /**
   * True if this message will be judged: `SmsSender.report` is called once somebody has submitted its code, has asked for
   * another message, or has done neither before the code expired. Never true for messages that nobody can verify here.
   */
  readonly isJudged?: boolean;
  /** The id of the HTTP request that asks for it, for log lines about it. */
  readonly requestId?: string | undefined;
  /** The session's message before this one, if there was one: its person asked for another. */
  readonly previous?: PreviousMessage | undefined;
}

/** A message of the same session that was sent before. */
export interface PreviousMessage {
  /** The name of the sender that sent it. */
  readonly sender: string;
}

/**
 * The outcome of a send.
 *
 * - `sent`: the provider accepted the message. `sender` names the sender that sent it, if it isn't the one that was asked.
 *   `note` is the sender's own, at most 64 characters of `[0-9a-zA-Z._-]`: it comes back with the report.
 * - `refused`: the provider refuses any message, whatever the number (credentials, sender, balance, malformed
 *   request). Another provider may be tried.
 * - `unavailable`: the provider couldn't be reached, was too slow, throttled or failed. `taken` is `no` only if the
 *   provider certainly didn't accept the message.
 * - `rejected-destination`: the provider doesn't deliver to this number, country or carrier (opted out, unreachable,
 *   premium). Use it also if the number may be the cause, or if the cause is unknown: strangers choose the numbers, so
 *   such a failure must not be tried at other providers or count against this one. With `otherChannels`, nothing is wrong
 *   with the number as such: it has no account with this channel, or the channel can't carry this message, which was
 *   certainly not sent. Then a sender of another channel may be tried.
 */
export type SmsResult =
  | { readonly kind: 'sent'; readonly messageId: string; readonly sender?: string; readonly note?: string }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'unavailable'; readonly taken: 'no' | 'unknown'; readonly cause: unknown }
  | { readonly kind: 'rejected-destination'; readonly cause: unknown; readonly otherChannels?: true };

/**
 * Sends a message to a number. One call sends at most one message: an implementation retries only if the first attempt
 * certainly sent none.
 *
 * It has its own time-out (10 seconds unless documented otherwise) and never rejects: failures are an `SmsResult`. A
 * rejection, or no answer within 80 seconds, is treated as `unavailable` with `taken: 'unknown'`. `cause` only goes to the
 * operator's log: a `ProviderError` or an `OperatorError` with its message, any other error only with its type, code,
 * status and stack frames, because its message may quote the text or the number.
 *
 * Test your own implementation with `smsSenderContract` of `@threepid/contract-tests`.
 */
export interface SmsSender {
  /** Name for logs and the start-up line, such as `sns`. */
  readonly name: string;
  /** How its messages reach people. Default: `sms`. */
  readonly channel?: MessageChannel;
  send(message: SmsMessage): Promise<SmsResult>;
  /** Resolves if the provider seems to accept messages, else rejects. Sends nothing. Absent: always ready. */
  ready?(): Promise<void>;
  /**
   * Reports to the provider what became of a message, so that it can route better. Called in the background, at most once
   * for a message, and lost without harm: nothing waits for it, and its errors are only logged. It has a time-out of its own.
   */
  report?(report: MessageReport): Promise<void>;
  /**
   * Sets who gets the provider's delivery receipts. Called once, when the framework or another sender takes this one into
   * use. The listener never throws.
   */
  onReceipt?(listener: (receipt: DeliveryReceipt) => void): void;
  /** The calls by which the provider reports deliveries over HTTP, if it does. The framework serves them. */
  readonly callbacks?: readonly ProviderCallback[];
  /**
   * Where a message to a country comes from, as far as it is known; for warnings at the start.
   *
   * @param country ISO 3166-1 alpha-2, upper case.
   */
  originFor?(country: string): MessageOrigin | undefined;
}
