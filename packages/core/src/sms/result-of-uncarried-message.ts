import type { SmsMessage, SmsResult } from '../ports/sms-sender.js';
import { resultOfFailure } from './failure-meaning.js';
import { ProviderError } from './provider-error.js';

/**
 * The result of a message that a channel with templates of its own can't carry: it has no code, or one that doesn't fit.
 * Certainly nothing was sent, and another channel may carry it.
 *
 * @param provider the sender's name.
 * @param misfit why its code doesn't fit, such as `the code is not 4 to 8 digits`.
 */
export function resultOfUncarriedMessage(provider: string, message: SmsMessage, misfit: string): SmsResult {
  const reason = message.code ? misfit : 'a message without a code';
  return resultOfFailure('other-channels', new ProviderError(reason, { provider }, message));
}
