import {
  jsonObjectOf,
  ProviderError,
  resultOfFailedExchange,
  resultOfFailure,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import { twilioMeaningOf } from './twilio-error-codes.js';

/** The fields that are read of an answer: a message resource, or an error. */
interface TwilioAnswer {
  readonly sid?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error_code?: unknown;
  readonly error_message?: unknown;
}

/** The result of an exchange with the Messages resource. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, 'twilio', message);
  const answer: TwilioAnswer = jsonObjectOf(exchange.body);
  const created = exchange.status >= 200 && exchange.status < 300;
  return created ? resultOfCreated(exchange, answer, message) : resultOfError(exchange, answer, message);
}

type Answered = Extract<ProviderExchange, { kind: 'answered' }>;

function resultOfCreated(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): SmsResult {
  const { sid, status, error_code, error_message } = answer;
  // A message can be created and fail at once, for example if its sender isn't registered.
  if (status === 'failed' || status === 'undelivered')
    return resultOfError(exchange, { code: error_code, message: error_message }, message);
  if (typeof sid === 'string' && sid !== '') return { kind: 'sent', messageId: sid };
  const cause = causeOf(exchange, { message: 'an answer without a message sid' }, message);
  return resultOfFailure('unknown', cause);
}

function resultOfError(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): SmsResult {
  const cause = causeOf(exchange, answer, message);
  return resultOfFailure(twilioMeaningOf(codeOf(answer), exchange.status), cause);
}

/** Zero, or anything that is not a number, is not a code. */
function codeOf({ code }: TwilioAnswer): number | undefined {
  return typeof code === 'number' && code !== 0 ? code : undefined;
}

function causeOf(exchange: Answered, answer: TwilioAnswer, message: SmsMessage): ProviderError {
  const words = typeof answer.message === 'string' ? answer.message : 'Twilio failed';
  const code = typeof answer.code === 'number' ? String(answer.code) : undefined;
  const id = exchange.headers['twilio-request-id'];
  const requestId = typeof id === 'string' ? id : undefined;
  return new ProviderError(words, { provider: 'twilio', code, status: exchange.status, requestId }, message);
}
