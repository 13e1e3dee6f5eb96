import type { SmsMessage, SmsResult } from '../ports/sms-sender.js';
import type { ProviderExchange } from './provider-exchange.js';
import { ProviderError } from './provider-error.js';

/**
 * The result of an exchange that ended without an answer.
 *
 * @param provider the sender's name.
 */
export function resultOfFailedExchange(
  { taken, code, reason }: Extract<ProviderExchange, { kind: 'failed' }>,
  provider: string,
  message: SmsMessage,
): SmsResult {
  return { kind: 'unavailable', taken, cause: new ProviderError(reason, { provider, code }, message) };
}
