import type { MessagePurpose, SmsMessage } from '@threepid/core';

/** The JSON that `WebhookSmsSender` posts. Receivers must accept additional properties. */
export interface SmsWebhookPayload {
  readonly type: 'sms.send';
  /** Time of sending: ISO 8601 in UTC. */
  readonly timestamp: string;
  /** E.164 with the `+`. */
  readonly to: string;
  /** ISO 3166-1 alpha-2; null if the number belongs to no country. */
  readonly country: string | null;
  readonly text: string;
  /** `verify` has a code; `in-use` and `not-found` don't. */
  readonly purpose: MessagePurpose;
  /** The same in every try to deliver a message, and in the `webhook-id` header. */
  readonly idempotencyKey: string;
}

/** The payload of a message sent at `now`, in Unix milliseconds. */
export function payloadOf(message: SmsMessage, now: number): SmsWebhookPayload {
  const { to, country, text, purpose, idempotencyKey } = message;
  const timestamp = new Date(now).toISOString();
  return { type: 'sms.send', timestamp, to, country: country ?? null, text, purpose, idempotencyKey };
}

/** Reads a payload. @returns undefined if it isn't one. */
export function parseSmsWebhookPayload(body: string): SmsWebhookPayload | undefined {
  const parsed = parseJson(body);
  return isPayload(parsed) ? parsed : undefined;
}

type Fields = Readonly<Record<keyof SmsWebhookPayload, unknown>>;

function isPayload(fields: Fields): fields is SmsWebhookPayload {
  const { type, timestamp, to, country, text, purpose, idempotencyKey } = fields;
  const texts = [timestamp, to, text, purpose, idempotencyKey].every((value) => typeof value === 'string');
  const known = type === 'sms.send' && (country === null || typeof country === 'string');
  return texts && known;
}

function parseJson(body: string): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    return (parsed ?? {}) as Fields;
  } catch {
    return {} as Fields;
  }
}
