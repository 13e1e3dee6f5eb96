import {
  jsonObjectOf,
  postToProvider,
  ProviderError,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';

/** Sends messages through your own SMS gateway with a JSON API. This is all that a provider takes. */
export class GatewaySmsSender implements SmsSender {
  readonly name = 'gateway';

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly timeoutMs = 8_000,
  ) {}

  async send(message: SmsMessage): Promise<SmsResult> {
    const answer = await postToProvider({
      url: this.url,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: message.to, text: message.text, key: message.idempotencyKey }),
      timeoutMs: this.timeoutMs,
    });
    const reason = answer.kind === 'failed' ? answer.reason : `the gateway answered ${answer.status}`;
    const cause = new ProviderError(reason, { provider: this.name }, message);
    if (answer.kind === 'failed') return { kind: 'unavailable', taken: answer.taken, cause };
    const messageId = answer.status === 202 ? messageIdOf(answer.body) : undefined;
    if (messageId !== undefined) return { kind: 'sent', messageId };
    // According to the gateway's documentation, 410 is about the number, 429 about the rate, any other 4xx about us.
    if (answer.status === 410) return { kind: 'rejected-destination', cause };
    if (answer.status === 429) return { kind: 'unavailable', taken: 'no', cause };
    if (answer.status >= 400 && answer.status < 500) return { kind: 'refused', cause };
    // In all other cases the message may be on its way.
    return { kind: 'unavailable', taken: 'unknown', cause };
  }
}

/** The gateway answers `{"id":"..."}`. */
function messageIdOf(body: string): string | undefined {
  const { id } = jsonObjectOf(body);
  return typeof id === 'string' && id !== '' ? id : undefined;
}
