import { maskDigits } from '../domain/mask-digits.js';
import { maskNumber } from '../domain/mask-number.js';
import type { SmsMessage } from '../ports/sms-sender.js';
import { OperatorError } from '../errors/operator-error.js';

/** What is known of a provider's fault. Each goes to the operator's log as it is. */
export interface ProviderErrorDetails {
  /** The sender's name, such as `sns`. */
  readonly provider: string;
  /** The provider's own code, or that of the network error, such as `Throttled`, `21211` or `ECONNREFUSED`. */
  readonly code?: string | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** The provider's name for the request, for its support. */
  readonly requestId?: string | undefined;
}

/** The longest piece of a provider's own words that is kept. */
const longestMessage = 500;

/**
 * Why a provider did not take a message: the `cause` of an `SmsResult`, fit for a log. It holds what is named in
 * `ProviderErrorDetails` and a scrubbed message, and never the provider's error itself, which may hold the request.
 */
export class ProviderError extends OperatorError {
  override readonly name = 'ProviderError';
  readonly provider: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  /**
   * @param message what happened, perhaps in the provider's words: the number and the text of `sms` are taken out.
   */
  constructor(message: string, details: ProviderErrorDetails, sms: Pick<SmsMessage, 'to' | 'text'>) {
    super(scrubMessage(message, sms));
    this.provider = details.provider;
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
  }
}

/**
 * A provider's words without the text, the number and anything else that could be a number or a code: every run of six
 * digits or more, of any script and with spaces, dashes or brackets between. At most 500 characters.
 */
export function scrubMessage(words: string, { to, text }: Pick<SmsMessage, 'to' | 'text'>): string {
  const withoutNumber = words.replaceAll(to, maskNumber(to));
  const withoutText = text === '' ? withoutNumber : withoutNumber.replaceAll(text, '[text]');
  return maskDigits(withoutText).slice(0, longestMessage);
}
