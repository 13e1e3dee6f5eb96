/**
 * What became of a message with a code:
 *
 * - `verified`: its code was submitted, the first success of its session. The message is the session's last one.
 * - `resent`: the person asked for another message before anybody had submitted the code.
 * - `expired`: the code expired, and nobody had submitted it.
 */
export type ReportedOutcome = 'verified' | 'resent' | 'expired';

/** What became of a message that was sent. There is one for a message at most; a process that dies loses those it owes. */
export interface MessageReport {
  /** As in the `SmsResult`. */
  readonly messageId: string;
  /** The name of the sender that sent it: the `sender` of the `SmsResult`, or the name of the one that was asked. */
  readonly sender: string;
  /** As in the `SmsResult`. */
  readonly note?: string | undefined;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** True if it was the first message of its session. */
  readonly isFirst: boolean;
  /** When it was sent, Unix time in milliseconds. */
  readonly sentAt: number;
  readonly outcome: ReportedOutcome;
  /** The code that was submitted; undefined unless the outcome is `verified`. Some providers ask for it. */
  readonly code?: string | undefined;
}
