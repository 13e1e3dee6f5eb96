import type { MessagePurpose, SmsMessage, SmsResult } from '@threepid/core';

/** A message that was passed to a sender. */
export interface KeptMessage {
  /** Number of the message, counted up from 1. */
  readonly id: number;
  /** Time of the sender's answer, in Unix milliseconds. */
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

/** The code in a text: a run of exactly six digits. */
const sixDigits = /(?<!\d)\d{6}(?!\d)/;

export function keptMessage(
  message: SmsMessage,
  facts: Pick<KeptMessage, 'id' | 'at' | 'sender' | 'result'>,
): KeptMessage {
  const { to, text, purpose } = message;
  return { ...facts, to, text, purpose, code: purpose === 'verify' ? sixDigits.exec(text)?.[0] : undefined };
}
