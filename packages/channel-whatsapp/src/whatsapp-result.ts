import {
  jsonObjectOf,
  ProviderError,
  resultOfFailedExchange,
  resultOfFailure,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import { whatsAppMeaningOf } from './whatsapp-error-codes.js';

type Answered = Extract<ProviderExchange, { kind: 'answered' }>;

/** The fields that are read of an error. */
interface WhatsAppError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly fbtrace_id?: unknown;
}

/** The result of a message that an authentication template can't carry. */
export function notCarried(message: SmsMessage): SmsResult {
  const reason = message.code ? 'the code is longer than 15 characters' : 'a message without a code';
  return resultOfFailure('other-channels', new ProviderError(reason, { provider: 'whatsapp' }, message));
}

/** The result of an exchange with the Messages endpoint. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, 'whatsapp', message);
  const answer = jsonObjectOf(exchange.body);
  if (exchange.status < 200 || exchange.status >= 300)
    return resultOfError(exchange, objectOf(answer['error']), message);
  const id = messageIdOf(answer['messages']);
  if (id !== undefined) return { kind: 'sent', messageId: id };
  const cause = causeOf(exchange, { message: 'an answer without a message id' }, message);
  return resultOfFailure('unknown', cause);
}

function messageIdOf(messages: unknown): string | undefined {
  const { id } = objectOf(Array.isArray(messages) ? messages[0] : undefined) as { readonly id?: unknown };
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function resultOfError(exchange: Answered, error: WhatsAppError, message: SmsMessage): SmsResult {
  const code = typeof error.code === 'number' ? error.code : undefined;
  return resultOfFailure(whatsAppMeaningOf(code, exchange.status), causeOf(exchange, error, message));
}

function causeOf({ status }: Answered, error: WhatsAppError, message: SmsMessage): ProviderError {
  const words = typeof error.message === 'string' ? error.message : 'WhatsApp failed';
  const code = typeof error.code === 'number' ? String(error.code) : undefined;
  const requestId = typeof error.fbtrace_id === 'string' ? error.fbtrace_id : undefined;
  return new ProviderError(words, { provider: 'whatsapp', code, status, requestId }, message);
}
