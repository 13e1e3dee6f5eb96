import { ProviderError, resultOfFailure, type SmsMessage, type SmsResult } from '@threepid/core';
import type { Judgement, ProviderWords } from './judge.js';

/** What a cause needs to know. */
export interface Failed {
  readonly provider: string;
  readonly status: number;
  readonly message: SmsMessage;
  /** Values that must not be shown. */
  readonly secrets: readonly string[];
}

/** The result of a judged answer. */
export function resultOf(judgement: Judgement, failed: Failed): SmsResult {
  if (judgement.kind === 'failed')
    return resultOfFailure(judgement.meaning, causeOf(judgement.error, failed));
  return { kind: 'sent', messageId: judgement.id ?? failed.message.idempotencyKey };
}

/** One line of what the provider answered, without secrets, numbers and codes. */
function causeOf(error: ProviderWords, { provider, status, message, secrets }: Failed): ProviderError {
  const code = identifierOf(error.code, message);
  const said = error.message === undefined ? '' : `: ${withoutSecrets(error.message, secrets)}`;
  const words = `answered ${String(status)}${code === undefined ? '' : `, code ${code}`}${said}`;
  const requestId = identifierOf(error.requestId, message);
  return new ProviderError(words.replace(/\s+/g, ' '), { provider, code, status, requestId }, message);
}

/** What looks like a code or an id: logs show it as it is, so it must not be a text that quotes the message. */
function identifierOf(text: string | undefined, { to, code }: SmsMessage): string | undefined {
  if (text === undefined || !/^[\w.:/-]{1,100}$/.test(text)) return undefined;
  const quotes = text.includes(to.slice(1)) || (code !== undefined && text.includes(code));
  return quotes ? undefined : text;
}

/** Long ones first, because one may contain another. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}
