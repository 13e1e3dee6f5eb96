const identity = '/_matrix/identity/api/v1';

/** An answer of the delegate. */
export interface DelegateAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Called with each call and its answer. */
export type Watcher = (call: string, sent: unknown, answer: DelegateAnswer) => void;

/** The three calls that Synapse makes to its `account_threepid_delegates.msisdn`: in JSON, without a token. */
export class Homeserver {
  constructor(
    private readonly delegate: string,
    private readonly watch: Watcher,
  ) {}

  /** A person wants to register or add a number. Synapse has already checked whether an account has the number. */
  requestToken(
    clientSecret: string,
    country: string,
    phoneNumber: string,
    sendAttempt: number,
  ): Promise<DelegateAnswer> {
    return this.post('validate/msisdn/requestToken', {
      country,
      phone_number: phoneNumber,
      client_secret: clientSecret,
      send_attempt: sendAttempt,
    });
  }

  /** The person's client has sent the code to the `submit_url` in Synapse's answer. */
  submitToken(sid: string, clientSecret: string, token: string): Promise<DelegateAnswer> {
    return this.post('validate/msisdn/submitToken', { client_secret: clientSecret, sid, token });
  }

  /**
   * The person completes the registration or adds the number. Synapse asks which number it is, perhaps more than once.
   */
  getValidatedThreePid(sid: string, clientSecret: string): Promise<DelegateAnswer> {
    const query = new URLSearchParams({ sid, client_secret: clientSecret }).toString();
    return this.call('GET', `3pid/getValidated3pid?${query}`);
  }

  private post(call: string, body: object): Promise<DelegateAnswer> {
    return this.call('POST', call, body);
  }

  private async call(method: string, call: string, sent?: object): Promise<DelegateAnswer> {
    const path = `${identity}/${call}`;
    const response = await fetch(`${this.delegate}${path}`, {
      method,
      ...(sent === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) }),
    });
    const answer = { status: response.status, body: (await response.json()) as DelegateAnswer['body'] };
    this.watch(`${method} ${path}`, sent, answer);
    return answer;
  }
}
