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
import { whatsAppMeaningOf } from './whatsapp-error-codes.js';

/** The fields that are read of an error. */
interface WhatsAppError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly fbtrace_id?: unknown;
}

/** An answered message, and the token that no error may show: Meta quotes one that it can't read. */
interface AnsweredMessage {
  readonly exchange: AnsweredExchange;
  readonly message: SmsMessage;
  readonly accessToken: string;
}

/** The result of an exchange with the Messages endpoint. */
export function smsResultOf(exchange: ProviderExchange, message: SmsMessage, accessToken: string): SmsResult {
  if (exchange.kind === 'failed') return resultOfFailedExchange(exchange, 'whatsapp', message);
  const answered: AnsweredMessage = { exchange, message, accessToken };
  const answer = jsonObjectOf(exchange.body);
  if (exchange.status < 200 || exchange.status >= 300)
    return resultOfError(answered, objectOf(answer['error']));
  const id = messageIdOf(answer['messages']);
  if (id !== undefined) return { kind: 'sent', messageId: id };
  return resultOfFailure('unknown', causeOf(answered, { message: 'an answer without a message id' }));
}

function messageIdOf(messages: unknown): string | undefined {
  const { id } = objectOf(Array.isArray(messages) ? messages[0] : undefined) as { readonly id?: unknown };
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function resultOfError(answered: AnsweredMessage, error: WhatsAppError): SmsResult {
  const code = typeof error.code === 'number' ? error.code : undefined;
  return resultOfFailure(whatsAppMeaningOf(code, answered.exchange.status), causeOf(answered, error));
}

function causeOf({ exchange, message, accessToken }: AnsweredMessage, error: WhatsAppError): ProviderError {
  const words = typeof error.message === 'string' ? error.message : 'WhatsApp failed';
  const code = typeof error.code === 'number' ? String(error.code) : undefined;
  const requestId = typeof error.fbtrace_id === 'string' ? error.fbtrace_id : undefined;
  const details = { provider: 'whatsapp', code, status: exchange.status, requestId, secrets: [accessToken] };
  return new ProviderError(words, details, message);
}
