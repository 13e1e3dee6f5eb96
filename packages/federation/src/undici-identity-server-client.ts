import type { IdentityServerClient, RelayedAnswer, RelayedRequestToken } from '@threepid/core';
import type { Agent } from 'undici';
import { boundedExchange } from './bounded-exchange.js';
import { relayedAnswer } from './relayed-answer.js';
import { createVerifiedAgent, defaultTimeoutMs, type ConnectionOptions } from './verified-agent.js';

/** How trusted identity servers are reached. */
export type UndiciIdentityServerClientOptions = ConnectionOptions;

/**
 * Calls trusted identity servers: v2 with the client's access token as bearer, v1 without one.
 *
 * A Matrix error with a 4xx status is handed on with its short scalar fields. Anything else is no answer: a redirect, a
 * 5xx, a body of more than 64 KiB or one that is no Matrix answer, a certificate that does not hold, and silence.
 */
export class UndiciIdentityServerClient implements IdentityServerClient {
  private readonly agent: Agent;
  private readonly timeoutMs: number;

  /** @throws TypeError for an option that can't be right. */
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

  /** Lets go of idle connections, and of others once they are answered. */
  async close(): Promise<void> {
    await this.agent.close();
  }
}
