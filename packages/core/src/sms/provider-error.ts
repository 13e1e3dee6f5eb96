import { maskDigits } from '../domain/mask-digits.js';
import { maskNumber } from '../domain/mask-number.js';
import type { SmsMessage } from '../ports/sms-sender.js';
import { OperatorError } from '../errors/operator-error.js';
import { createSecretRemover } from './secret-remover.js';

/** Details of a provider's error. They go to the operator's log, without the `secrets`. */
export interface ProviderErrorDetails {
  /** The sender's name, such as `sns`. */
  readonly provider: string;
  /** The code of the provider or of the network error, such as `Throttled`, `21211` or `ECONNREFUSED`. */
  readonly code?: string | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** The provider's request id, for its support. */
  readonly requestId?: string | undefined;
  /**
   * What must be shown nowhere, such as tokens and passwords: a provider may quote them, as Meta does with a token that it can't
   * read. They are removed from the message, the code and the request id.
   */
  readonly secrets?: readonly string[] | undefined;
}

/** Maximum length of a provider's own message that is kept. */
const longestMessage = 500;

/**
 * The reason why a provider didn't accept a message: the `cause` of an `SmsResult`, safe to log. It contains the
 * `ProviderErrorDetails` and a scrubbed message, never the provider's own error object, which may contain the request.
 */
export class ProviderError extends OperatorError {
  override readonly name = 'ProviderError';
  readonly provider: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  /**
   * @param message the provider's or your own description. The number, the text and the code of `sms` are removed from it.
   */
  constructor(message: string, details: ProviderErrorDetails, sms: Pick<SmsMessage, 'to' | 'text' | 'code'>) {
    const { provider, code, status, requestId, secrets = [] } = details;
    const withoutSecrets = createSecretRemover(secrets);
    super(scrubMessage(withoutSecrets(message), sms));
    this.provider = provider;
    this.code = code === undefined ? undefined : withoutSecrets(code);
    this.status = status;
    this.requestId = requestId === undefined ? undefined : withoutSecrets(requestId);
  }
}

/** Shorter codes could be anything, such as the digit of an ordinal. */
const shortestCode = 4;

/**
 * A provider's message without the text, the code, the number and anything else that could be a number or a code: every run of
 * six or more digits of any script, also with spaces, dashes or brackets between them. At most 500 characters.
 */
export function scrubMessage(
  words: string,
  { to, text, code = '' }: Pick<SmsMessage, 'to' | 'text' | 'code'>,
): string {
  const withoutNumber = words.replaceAll(to, maskNumber(to));
  const withoutText = text === '' ? withoutNumber : withoutNumber.replaceAll(text, '[text]');
  const withoutCode = code.length < shortestCode ? withoutText : withoutText.replaceAll(code, '[code]');
  return maskDigits(withoutCode).slice(0, longestMessage);
}
