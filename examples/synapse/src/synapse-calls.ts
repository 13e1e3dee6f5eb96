/** A delegate's answer. */
export interface DelegateAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A session of the identity API, as Synapse names it to its delegate. */
export interface DelegateSession {
  readonly sid: string;
  readonly client_secret: string;
}

/** What a client asked Synapse for, which hands it on. */
export interface RequestedToken {
  readonly country: string;
  readonly phone_number: string;
  readonly client_secret: string;
  readonly send_attempt: number;
}

/**
 * The calls that Synapse makes on its `account_threepid_delegates.msisdn`: the identity API v1, in JSON, without an access
 * token and without the person's address.
 */
export class SynapseCalls {
  private readonly api: string;

  /** @param delegate as in homeserver.yaml, such as `http://127.0.0.1:8090`. */
  constructor(
    delegate: string,
    private readonly print: (line: string) => void,
  ) {
    this.api = `${delegate.replace(/\/$/, '')}/_matrix/identity/api/v1`;
  }

  /** When a client registers, adds a number, or has forgotten its password. */
  requestToken(asked: RequestedToken): Promise<DelegateAnswer> {
    return this.post('/validate/msisdn/requestToken', asked);
  }

  /** When a client posts the code to Synapse's own `submit_url`. */
  submitToken(session: DelegateSession, token: string): Promise<DelegateAnswer> {
    return this.post('/validate/msisdn/submitToken', { ...session, token });
  }

  /** Whenever a client comes with the session: at once, late, and again. */
  getValidated3pid({ sid, client_secret }: DelegateSession): Promise<DelegateAnswer> {
    const query = new URLSearchParams({ sid, client_secret }).toString();
    return this.call(`/3pid/getValidated3pid?${query}`, { method: 'GET' });
  }

  private post(path: string, body: object): Promise<DelegateAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private async call(path: string, init: RequestInit & { readonly body?: string }): Promise<DelegateAnswer> {
    this.print(`Synapse  > ${init.method ?? ''} ${path} ${init.body ?? ''}`.trimEnd());
    const response = await fetch(`${this.api}${path}`, init);
    const body = (await response.json()) as DelegateAnswer['body'];
    this.print(`threepid < ${response.status} ${JSON.stringify(body)}`);
    return { status: response.status, body };
  }
}
