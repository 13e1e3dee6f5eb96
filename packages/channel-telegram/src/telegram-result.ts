import {
  jsonObjectOf,
  ProviderError,
  resultOfFailedExchange,
  resultOfFailure,
  type AnsweredExchange,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import { telegramMeaningOf } from './telegram-errors.js';

/** The result of an exchange with `sendVerificationMessage`. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, 'telegram', message);
  const { ok, result, error } = jsonObjectOf(exchange.body);
  if (ok !== true || exchange.status >= 300) return resultOfError(exchange, error, message);
  const { request_id: id } = (result ?? {}) as { readonly request_id?: unknown };
  if (typeof id === 'string' && id !== '') return { kind: 'sent', messageId: id };
  return resultOfFailure('unknown', causeOf(exchange, 'an answer without a request id', undefined, message));
}

function resultOfError(exchange: AnsweredExchange, error: unknown, message: SmsMessage): SmsResult {
  const code = typeof error === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(error) ? error : undefined;
  const cause = causeOf(exchange, code ?? 'Telegram failed', code, message);
  return resultOfFailure(telegramMeaningOf(code, exchange.status), cause);
}

function causeOf(
  { status }: AnsweredExchange,
  words: string,
  code: string | undefined,
  message: SmsMessage,
): ProviderError {
  return new ProviderError(words, { provider: 'telegram', code, status }, message);
}
