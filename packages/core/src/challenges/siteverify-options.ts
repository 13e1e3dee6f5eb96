import { parseProviderUrl } from '../sms/provider-url.js';

/** Options of a challenge that a service's widget asks, and its siteverify call checks. */
export interface SiteverifyOptions {
  /** The widget's public key. Clients get it. */
  readonly siteKey: string;
  /** The secret key that belongs to it. Only the service gets it. */
  readonly secret: string;
  /**
   * Hosts of the pages whose answers are accepted, such as `app.example.org`. Default: those that the widget's own settings
   * allow.
   */
  readonly hostnames?: readonly string[];
  /** URL of the siteverify call, such as that of a proxy. Default: the service's own. */
  readonly url?: string | URL;
  /** Time limit for a check, in milliseconds. Default: 5,000. */
  readonly timeoutMs?: number;
  /** Replacement for Node's `fetch`, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Checked options, with every default. */
export interface CheckedSiteverifyOptions {
  readonly siteKey: string;
  readonly secret: string;
  /** In lower case. */
  readonly hostnames: ReadonlySet<unknown> | undefined;
  readonly url: URL;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** @throws TypeError if an option is invalid; the message names the option, and never contains its value. */
export function checkedSiteverifyOptions(
  options: SiteverifyOptions,
  defaultUrl: string,
): CheckedSiteverifyOptions {
  const { siteKey, secret, hostnames, url = defaultUrl, timeoutMs = 5_000, fetch } = options;
  // Spaces come with a key that was copied carelessly, and the service would refuse it.
  if (!isKey(siteKey)) throw new TypeError('siteKey must be a string without spaces that is not empty');
  if (!isKey(secret)) throw new TypeError('secret must be a string without spaces that is not empty');
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1)
    throw new TypeError('timeoutMs must be a whole number of 1 or more');
  return { siteKey, secret, hostnames: hostsOf(hostnames), url: urlOf(url), timeoutMs, fetch };
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

function hostsOf(hostnames: unknown): ReadonlySet<unknown> | undefined {
  if (hostnames === undefined) return undefined;
  if (!Array.isArray(hostnames) || hostnames.length === 0 || !hostnames.every(isHostname))
    throw new TypeError('hostnames must be a list of hosts without ports, such as app.example.org');
  return new Set(hostnames.map((host) => host.toLowerCase()));
}

function isHostname(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9.-]+$/i.test(value);
}

function urlOf(url: string | URL): URL {
  try {
    return parseProviderUrl(url);
  } catch (error) {
    throw new TypeError(`url ${(error as TypeError).message}`, { cause: error });
  }
}
