import {
  ProviderError,
  resultOfFailure,
  type SecretRemover,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import type { Judgement, ProviderWords } from './judge.js';

/** What a cause needs to know. */
export interface Failed {
  readonly provider: string;
  readonly status: number;
  readonly message: SmsMessage;
  readonly withoutSecrets: SecretRemover;
}

/** The result of a judged answer. */
export function resultOf(judgement: Judgement, failed: Failed): SmsResult {
  if (judgement.kind === 'failed')
    return resultOfFailure(judgement.meaning, causeOf(judgement.error, failed));
  return { kind: 'sent', messageId: judgement.id ?? failed.message.idempotencyKey };
}

/** One line of what the provider answered, without secrets, numbers and codes. */
function causeOf(error: ProviderWords, failed: Failed): ProviderError {
  const { provider, status, message, withoutSecrets } = failed;
  const code = identifierOf(error.code, failed);
  const said = error.message === undefined ? '' : `: ${withoutSecrets(error.message)}`;
  const words = `answered ${String(status)}${code === undefined ? '' : `, code ${code}`}${said}`;
  const requestId = identifierOf(error.requestId, failed);
  return new ProviderError(words.replace(/\s+/g, ' '), { provider, code, status, requestId }, message);
}

/**
 * What looks like a code or an id: logs show it as it is, so it must not be a text that quotes the message, the number in any
 * form or a secret.
 */
function identifierOf(
  text: string | undefined,
  { message: { to, code }, withoutSecrets }: Pick<Failed, 'message' | 'withoutSecrets'>,
): string | undefined {
  if (text === undefined || !/^[\w.:/-]{1,100}$/.test(text) || withoutSecrets(text) !== text)
    return undefined;
  const quotes = text.includes(to.slice(-subscriberDigits)) || (code !== undefined && text.includes(code));
  return quotes ? undefined : text;
}

/** A number has at least so many digits after its country and area: with other digits before them, it is a national form of it. */
const subscriberDigits = 7;
