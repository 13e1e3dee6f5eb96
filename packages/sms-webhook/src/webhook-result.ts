import {
  jsonObjectOf,
  meaningOfStatusAlone,
  ProviderError,
  resultOfFailedExchange,
  resultOfFailure,
  type FailureMeaning,
  type AnsweredExchange,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';

/** The JSON answer of a gateway. Every property is optional, except `messageId` on success. */
export interface SmsWebhookAnswer {
  /** The message's id at the gateway. With a 2xx status it says that the message was taken. */
  readonly messageId?: string;
  /** Meaning of any other status, if the status alone doesn't say it. */
  readonly error?: 'refused' | 'rejected-destination' | 'unavailable';
  /** With `unavailable`: `no` if the message will certainly not go out. Default: `unknown`. */
  readonly taken?: 'no' | 'unknown';
  /** Reason for the operator's log. Numbers and codes are removed from it. */
  readonly reason?: string;
}

type Untrusted = Readonly<Partial<Record<keyof SmsWebhookAnswer, unknown>>>;

/** The result of an exchange with a gateway. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, 'webhook', message);
  const answer: Untrusted = jsonObjectOf(exchange.body);
  const succeeded = exchange.status >= 200 && exchange.status < 300;
  return succeeded ? resultOfSuccess(exchange, answer, message) : resultOfError(exchange, answer, message);
}

function resultOfSuccess(
  exchange: AnsweredExchange,
  { messageId }: Untrusted,
  message: SmsMessage,
): SmsResult {
  if (typeof messageId === 'string' && messageId !== '') return { kind: 'sent', messageId };
  const cause = causeOf(exchange, 'an answer without a messageId', message);
  return resultOfFailure('unknown', cause);
}

function resultOfError(exchange: AnsweredExchange, answer: Untrusted, message: SmsMessage): SmsResult {
  const { reason } = answer;
  const cause = causeOf(exchange, typeof reason === 'string' ? reason : 'the gateway failed', message);
  return resultOfFailure(meaningOf(answer, exchange.status), cause);
}

/**
 * The meaning of an error: the gateway's own `error` takes precedence over its status. A gateway that refuses all numbers
 * with a status that may be about the number says `"error": "refused"`.
 */
function meaningOf({ error, taken }: Untrusted, status: number): FailureMeaning {
  if (error === 'refused' || error === 'rejected-destination') return error;
  if (error === 'unavailable') return taken === 'no' ? 'not-taken' : 'unknown';
  return meaningOfStatusAlone(status);
}

function causeOf({ status }: AnsweredExchange, words: string, message: SmsMessage): ProviderError {
  return new ProviderError(words, { provider: 'webhook', status }, message);
}
