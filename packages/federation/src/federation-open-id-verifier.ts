import type { OpenIdToken, OpenIdVerdict, OpenIdVerifier, TrustPolicy } from '@threepid/core';
import type { Agent } from 'undici';
import { boundedExchange, unusable, type BoundedAnswer } from './bounded-exchange.js';
import { discoverServer } from './server-discovery.js';
import { parseServerName, serverNameText, type ServerName } from './server-name.js';
import { createVerifiedAgent, defaultTimeoutMs, type ConnectionOptions } from './verified-agent.js';

/** Options of `FederationOpenIdVerifier`. */
export interface FederationOpenIdVerifierOptions extends ConnectionOptions {
  /**
   * Policy for the homeservers whose users may register here. A `trusted` one is asked at the policy's `baseUrl`, an
   * `own` one is found by server discovery. All others are `untrusted`, and nothing is contacted.
   */
  readonly trustPolicy: TrustPolicy;
}

/**
 * Asks a homeserver over federation who an OpenID token belongs to. Only answers about the homeserver's own users
 * count.
 *
 * Source: Matrix server-server API, `GET /_matrix/federation/v1/openid/userinfo`.
 */
export class FederationOpenIdVerifier implements OpenIdVerifier {
  private readonly agent: Agent;
  private readonly trustPolicy: TrustPolicy;
  private readonly timeoutMs: number;

  /** @throws TypeError if an option is invalid. */
  constructor(options: FederationOpenIdVerifierOptions) {
    this.agent = createVerifiedAgent(options);
    this.trustPolicy = options.trustPolicy;
    this.timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  }

  async verify({ accessToken, serverName }: OpenIdToken): Promise<OpenIdVerdict> {
    const name = parseServerName(serverName);
    if (name === undefined) return { kind: 'untrusted' };
    const verdict = await this.trustPolicy.judge(serverName);
    if (verdict.kind === 'untrusted') return verdict;
    const signal = AbortSignal.timeout(this.timeoutMs);
    const get = (url: string): Promise<BoundedAnswer> =>
      boundedExchange(this.agent, { method: 'GET', url, signal });
    const baseUrl = verdict.kind === 'trusted' ? verdict.baseUrl : await discoverServer(name, get);
    const query = new URLSearchParams({ access_token: accessToken });
    const answer = await get(`${baseUrl}/_matrix/federation/v1/openid/userinfo?${query.toString()}`);
    return verdictOf(answer, name, baseUrl);
  }

  /** Closes idle connections at once, and the others when their calls are done. */
  async close(): Promise<void> {
    await this.agent.close();
  }
}

function verdictOf({ status, json }: BoundedAnswer, name: ServerName, baseUrl: string): OpenIdVerdict {
  if (status === 401 || status === 403) return { kind: 'unknown' };
  if (status !== 200) throw unusable(baseUrl, `HTTP ${status}`);
  const subject = (json as { readonly sub?: unknown } | null | undefined)?.sub;
  if (typeof subject !== 'string') throw unusable(baseUrl, 'HTTP 200 without a sub');
  const userId = userOf(subject, name);
  return userId === undefined ? { kind: 'unknown' } : { kind: 'user', userId };
}

/** Source: Matrix specification, appendices, "User identifiers", including the historical characters. */
const userIdForm = /^@([\x21-\x39\x3b-\x7e]+):(.+)$/;
const longestUserId = 255;

/** The user id in canonical form, if it belongs to the server that was asked. */
function userOf(subject: string, name: ServerName): string | undefined {
  const [, localpart = '', server = ''] =
    subject.length <= longestUserId ? (userIdForm.exec(subject) ?? []) : [];
  const parsed = parseServerName(server);
  if (parsed === undefined || serverNameText(parsed) !== serverNameText(name)) return undefined;
  return `@${localpart}:${serverNameText(name)}`;
}
