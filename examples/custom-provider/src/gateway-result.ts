import { ProviderError, type ProviderExchange, type SmsMessage, type SmsResult } from '@threepid/core';

type Answered = Extract<ProviderExchange, { kind: 'answered' }>;

/** What the gateway's answer means. The gateway's own words are left out of causes: they may quote the message. */
export function resultOf(exchange: ProviderExchange, message: SmsMessage): SmsResult {
  if (exchange.kind === 'answered') return resultOfAnswer(exchange, message);
  const { taken, code, reason } = exchange;
  return {
    kind: 'unavailable',
    taken,
    cause: new ProviderError(reason, { provider: 'gateway', code }, message),
  };
}

function resultOfAnswer({ status, body }: Answered, message: SmsMessage): SmsResult {
  const messageId = status === 202 ? messageIdOf(body) : undefined;
  if (messageId !== undefined) return { kind: 'sent', messageId };
  const cause = new ProviderError('the gateway did not take it', { provider: 'gateway', status }, message);
  if (status === 422) return { kind: 'rejected-destination', cause };
  if (status === 429) return { kind: 'unavailable', taken: 'no', cause };
  // Any other 4xx is our own mistake. All else leaves open whether a message is under way.
  if (status >= 400 && status < 500) return { kind: 'refused', cause };
  return { kind: 'unavailable', taken: 'unknown', cause };
}

function messageIdOf(body: string): string | undefined {
  try {
    const { queued } = JSON.parse(body) as { readonly queued?: unknown };
    return typeof queued === 'string' && queued !== '' ? queued : undefined;
  } catch {
    return undefined;
  }
}
