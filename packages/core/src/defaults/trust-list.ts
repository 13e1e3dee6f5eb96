import { parseBaseUrl } from '../domain/http-url.js';
import { canonicalServerName } from '../domain/server-name.js';
import type { TrustPolicy, TrustVerdict } from '../ports/trust-policy.js';

/** Identity servers that a client may name. */
export interface TrustListOptions {
  /** Our own names; requests that name them are served here. */
  readonly own?: readonly string[];
  /**
   * Names of other servers, each with the base URL to which requests are forwarded, such as `https://id.example.org`.
   */
  readonly trusted?: Readonly<Record<string, string>>;
}

/**
 * Trusts the names of a list and no other. Names are compared as host names are: case, a trailing dot, the default port
 * and the spelling of an international name make no difference.
 *
 * @throws TypeError for an invalid name or base URL.
 */
export function createTrustList({ own = [], trusted = {} }: TrustListOptions): TrustPolicy {
  const verdicts = new Map<string, TrustVerdict>([
    ...Object.entries(trusted).map(
      ([name, url]) => [checkedName(name), { kind: 'trusted', baseUrl: checkedUrl(url) }] as const,
    ),
    ...own.map((name) => [checkedName(name), { kind: 'own' }] as const),
  ]);
  return {
    judge: (idServer) => verdicts.get(canonicalServerName(idServer) ?? '') ?? { kind: 'untrusted' },
  };
}

function checkedName(name: string): string {
  const canonical = canonicalServerName(name);
  if (canonical !== undefined) return canonical;
  throw new TypeError(
    `threepid: '${name}' is not a server name; write id.example.org or id.example.org:8448`,
  );
}

function checkedUrl(text: string): string {
  const url = parseBaseUrl(text);
  if (url !== undefined) return url;
  throw new TypeError(
    `threepid: '${text}' is not the base URL of an identity server; write https://id.example.org`,
  );
}
