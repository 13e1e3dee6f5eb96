import type { IdentityServerClient, RelayedAnswer, RelayedRequestToken } from '@threepid/core';
import type { Agent } from 'undici';
import { boundedExchange } from './bounded-exchange.js';
import { relayedAnswer } from './relayed-answer.js';
import { createVerifiedAgent, defaultTimeoutMs, type ConnectionOptions } from './verified-agent.js';

/** Options of `UndiciIdentityServerClient`. */
export type UndiciIdentityServerClientOptions = ConnectionOptions;

/**
 * Calls trusted identity servers: v2 with the client's access token as bearer token, v1 without a token.
 *
 * A Matrix error with a 4xx status is passed on with its short scalar fields, and a 429 with its `challenge`. Anything else counts as no answer: a
 * redirect, a 5xx, a body over 64 KiB or in another form, an invalid certificate, a time-out.
 */
export class UndiciIdentityServerClient implements IdentityServerClient {
  private readonly agent: Agent;
  private readonly timeoutMs: number;

  /** @throws TypeError if an option is invalid. */
  constructor(options: UndiciIdentityServerClientOptions = {}) {
    this.agent = createVerifiedAgent(options);
    this.timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  }

  async requestToken({ baseUrl, idAccessToken, body }: RelayedRequestToken): Promise<RelayedAnswer> {
    const version = idAccessToken === undefined ? 'api/v1' : 'v2';
    const url = `${baseUrl}/_matrix/identity/${version}/validate/msisdn/requestToken`;
    const answer = await boundedExchange(this.agent, {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        ...(idAccessToken === undefined ? {} : { authorization: `Bearer ${idAccessToken}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    return relayedAnswer(url, answer);
  }

  /** Closes idle connections at once, and the others when their calls are done. */
  async close(): Promise<void> {
    await this.agent.close();
  }
}
