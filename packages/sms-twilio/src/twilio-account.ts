import {
  createSecretRemover,
  parseProviderUrl,
  postToProvider,
  reachProvider,
  type ProviderExchange,
  type SecretRemover,
} from '@threepid/core';

/** An account of Twilio, and how it is reached. */
export interface TwilioAccountOptions {
  /** `AC` and 32 hexadecimal digits. */
  readonly accountSid: string;
  /** The account's token. Alternatively give an API key, which can be revoked separately. */
  readonly authToken?: string;
  /** `SK` and 32 hexadecimal digits. */
  readonly apiKey?: string;
  readonly apiKeySecret?: string;
  /**
   * Base URL of the API, for another region or edge, such as `https://api.dublin.ie1.twilio.com`. Default:
   * `https://api.twilio.com`.
   */
  readonly baseUrl?: string | URL;
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** A `fetch` to use instead of Node's HTTP client, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** An account of Twilio, whose options have been checked. */
export class TwilioAccount {
  readonly #base: URL;
  readonly #sid: string;
  readonly #authorization: string;
  readonly #withoutSecrets: SecretRemover;
  readonly #timeoutMs: number;
  readonly #fetch: typeof globalThis.fetch | undefined;

  /** @throws TypeError if an option is invalid; the message names the option, and never contains its value. */
  constructor(options: TwilioAccountOptions) {
    if (!/^AC[0-9a-f]{32}$/i.test(options.accountSid))
      throw new TypeError('accountSid must be AC and 32 hex digits');
    this.#sid = options.accountSid;
    this.#base = parseProviderUrl(options.baseUrl ?? 'https://api.twilio.com', { bare: true });
    this.#authorization = authorizationOf(options);
    this.#withoutSecrets = createSecretRemover([options.authToken ?? '', options.apiKeySecret ?? '']);
    this.#timeoutMs = options.timeoutMs ?? 8_000;
    this.#fetch = options.fetch;
  }

  /**
   * Posts a form to a resource of the account, such as `Messages.json`. Never rejects, and never repeats. The account's secrets
   * are removed from the answer's body, so that no error can quote them.
   */
  async post(resource: string, form: URLSearchParams): Promise<ProviderExchange> {
    const exchange = await postToProvider({
      url: new URL(`/2010-04-01/Accounts/${this.#sid}/${resource}`, this.#base),
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
      timeoutMs: this.#timeoutMs,
      fetch: this.#fetch,
    });
    return exchange.kind === 'failed' ? exchange : { ...exchange, body: this.#withoutSecrets(exchange.body) };
  }

  /**
   * Resolves if the API answers at all. Credentials aren't checked, because an API key may be limited to sending
   * messages.
   */
  async reach(): Promise<void> {
    await reachProvider(new URL('/', this.#base), { timeoutMs: this.#timeoutMs, fetch: this.#fetch });
  }
}

/** Source: Twilio documentation, "Requests to Twilio", authentication. */
function authorizationOf({ accountSid, authToken, apiKey, apiKeySecret }: TwilioAccountOptions): string {
  const byKey = apiKey !== undefined || apiKeySecret !== undefined;
  if (byKey === (authToken !== undefined))
    throw new TypeError('give either authToken, or apiKey and apiKeySecret');
  const [username, password] = byKey ? [apiKey, apiKeySecret] : [accountSid, authToken];
  if (!username || !password)
    throw new TypeError('authToken, or apiKey and apiKeySecret, must be set and not empty');
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
