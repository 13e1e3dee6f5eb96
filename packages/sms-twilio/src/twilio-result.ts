import { ProviderError, type ProviderExchange, type SmsMessage, type SmsResult } from '@threepid/core';

/**
 * Codes about the number, its country or its carrier. Those from 30003 on usually come later, as the status of a
 * message, but mean the same if they come at once.
 * Source: Twilio documentation, "Error and Warning Dictionary".
 */
const destinationCodes: ReadonlySet<number> = new Set([
  21211, // not a valid number
  21214, // can't be reached
  21217, // not a valid number
  21266, // the same as the sender
  21408, // messages to its region are not enabled
  21608, // not verified, on a trial account
  21610, // opted out
  21612, // not in reach of this sender
  21614, // not a mobile number
  21635, // a landline
  30003, // unreachable handset
  30004, // blocked
  30005, // unknown handset
  30006, // landline or unreachable carrier
  30450, // blocked as SMS pumping
]);

/** Codes that say "later": nothing was queued. */
const throttledCodes: ReadonlySet<number> = new Set([
  14107, // message rate limit
  20429, // too many requests
  21611, // the sender's queue is full
  30001, // queue overflow
]);

/** What is read of an answer: a message resource, or an error. */
interface TwilioAnswer {
  readonly sid?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error_code?: unknown;
  readonly error_message?: unknown;
}

/** What came of an exchange with the Messages resource. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'failed') {
    const { taken, code, reason } = exchange;
    return {
      kind: 'unavailable',
      taken,
      cause: new ProviderError(reason, { provider: 'twilio', code }, message),
    };
  }
  const answer = parseAnswer(exchange.body);
  const created = exchange.status >= 200 && exchange.status < 300;
  return created ? resultOfCreated(exchange, answer, message) : resultOfError(exchange, answer, message);
}

type Answered = Extract<ProviderExchange, { kind: 'answered' }>;

function resultOfCreated(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): SmsResult {
  const { sid, status, error_code, error_message } = answer;
  // A message can be created and be a failure at once, such as one from a sender that isn't registered.
  if (status === 'failed' || status === 'undelivered')
    return resultOfError(exchange, { code: error_code, message: error_message }, message);
  if (typeof sid === 'string' && sid !== '') return { kind: 'sent', messageId: sid };
  const cause = causeOf(exchange, { message: 'an answer without a message sid' }, message);
  return { kind: 'unavailable', taken: 'unknown', cause };
}

function resultOfError(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): SmsResult {
  const cause = causeOf(exchange, answer, message);
  const code = Number(answer.code);
  if (destinationCodes.has(code)) return { kind: 'rejected-destination', cause };
  if (exchange.status === 429 || throttledCodes.has(code)) return { kind: 'unavailable', taken: 'no', cause };
  const open = exchange.status >= 500 || exchange.status === 408;
  return open ? { kind: 'unavailable', taken: 'unknown', cause } : { kind: 'refused', cause };
}

function causeOf(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): ProviderError {
  const words = typeof answer.message === 'string' ? answer.message : 'Twilio failed';
  const code = typeof answer.code === 'number' ? String(answer.code) : undefined;
  const requestId = exchange.headers.get('twilio-request-id') ?? undefined;
  return new ProviderError(words, { provider: 'twilio', code, status: exchange.status, requestId }, message);
}

function parseAnswer(body: string): TwilioAnswer {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
