import {
  jsonObjectOf,
  ProviderError,
  resultOfFailedExchange,
  resultOfFailure,
  type FailureMeaning,
  type AnsweredExchange,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';

/** The fields that are read of an answer: a message resource, or an error. */
interface TwilioAnswer {
  readonly sid?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error_code?: unknown;
  readonly error_message?: unknown;
}

/** The sender, and what Twilio's errors mean for it. */
export interface TwilioMeanings {
  /** The sender's name. */
  readonly provider: string;
  /** As `twilioMeaningOf`. */
  readonly meaningOf: (code: number | undefined, status: number) => FailureMeaning;
}

/** The result of an exchange that made a message or a call. */
export function twilioResultOf(
  exchange: ProviderExchange,
  message: SmsMessage,
  meanings: TwilioMeanings,
): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, meanings.provider, message);
  const answer: TwilioAnswer = jsonObjectOf(exchange.body);
  const created = exchange.status >= 200 && exchange.status < 300;
  const parts = { exchange, answer, message, meanings };
  return created ? resultOfCreated(parts) : resultOfError(parts);
}

interface AnsweredParts {
  readonly exchange: AnsweredExchange;
  readonly answer: TwilioAnswer;
  readonly message: SmsMessage;
  readonly meanings: TwilioMeanings;
}

function resultOfCreated(parts: AnsweredParts): SmsResult {
  const { sid, status, error_code, error_message } = parts.answer;
  // A message can be created and fail at once, for example if its sender isn't registered.
  if (status === 'failed' || status === 'undelivered')
    return resultOfError({ ...parts, answer: { code: error_code, message: error_message } });
  if (typeof sid === 'string' && sid !== '') return { kind: 'sent', messageId: sid };
  return resultOfFailure('unknown', causeOf({ ...parts, answer: { message: 'an answer without a sid' } }));
}

function resultOfError(parts: AnsweredParts): SmsResult {
  const meaning = parts.meanings.meaningOf(codeOf(parts.answer), parts.exchange.status);
  return resultOfFailure(meaning, causeOf(parts));
}

/** Zero, or anything that is not a number, is not a code. */
function codeOf({ code }: TwilioAnswer): number | undefined {
  return typeof code === 'number' && code !== 0 ? code : undefined;
}

function causeOf({ exchange, answer, message, meanings }: AnsweredParts): ProviderError {
  const words = typeof answer.message === 'string' ? answer.message : 'Twilio failed';
  const code = typeof answer.code === 'number' ? String(answer.code) : undefined;
  const id = exchange.headers['twilio-request-id'];
  const requestId = typeof id === 'string' ? id : undefined;
  const { provider } = meanings;
  return new ProviderError(words, { provider, code, status: exchange.status, requestId }, message);
}
