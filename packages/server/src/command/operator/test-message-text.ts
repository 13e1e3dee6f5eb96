import type { LoggableError, TestMessageResult } from '@threepid/core';
import { duration } from './shown.js';

/** The text of `threepid send-test` for a person. */
export function testMessageText(result: TestMessageResult): string {
  if (result.kind === 'short')
    return `Nothing was sent: the budget ${result.budget} is used up. The next in ${duration(result.retryAfterMs)}.`;
  if (result.kind === 'sent')
    return `Sent by ${result.provider} in ${String(result.durationMs)} ms; its id there: ${result.messageId}`;
  return [
    meanings[result.kind](result.provider),
    ...(result.mayBeSent ? ['It may have been sent all the same.'] : []),
    causeOf(result.cause),
  ].join('\n');
}

const meanings = {
  refused: (provider: string) => `Not sent: ${provider} refuses any message (credentials, sender, balance).`,
  unavailable: (provider: string) => `Not sent: ${provider} can't be reached, is too slow, or fails.`,
  'rejected-destination': (provider: string) => `Not sent: ${provider} doesn't deliver to this number.`,
} as const;

function causeOf({ type, message, code, status, cause }: LoggableError): string {
  const facts = [status, code].filter((fact) => fact !== undefined).join(', ');
  const words = `${message ?? type}${facts === '' ? '' : ` (${facts})`}`;
  return cause === undefined ? words : `${words}\n${causeOf(cause)}`;
}
