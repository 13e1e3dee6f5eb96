import type { MessagePurpose, SmsMessage, SmsResult } from '@threepid/core';

/** A message that a sender was handed. */
export interface KeptMessage {
  /** Counts up from 1; newer messages have greater ones. */
  readonly id: number;
  /** When the sender had answered, Unix time in milliseconds. */
  readonly at: number;
  /** E.164 with the `+`. */
  readonly to: string;
  readonly text: string;
  /** The code in the text, if there is one. */
  readonly code: string | undefined;
  readonly purpose: MessagePurpose;
  /** The sender's name. */
  readonly sender: string;
  readonly result: SmsResult['kind'];
}

/** The one run of six digits in a text. */
const sixDigits = /(?<!\d)\d{6}(?!\d)/;

export function keptMessage(
  message: SmsMessage,
  facts: Pick<KeptMessage, 'id' | 'at' | 'sender' | 'result'>,
): KeptMessage {
  const { to, text, purpose } = message;
  return { ...facts, to, text, purpose, code: purpose === 'verify' ? sixDigits.exec(text)?.[0] : undefined };
}
