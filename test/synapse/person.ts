import { randomUUID } from 'node:crypto';

/** An answer of the homeserver. */
export interface HomeserverAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A validation session as a client knows it. */
export interface PhoneSession {
  readonly sid: string;
  readonly client_secret: string;
  /** Where the client sends the code. */
  readonly submit_url: string;
}

/** A phone number as a person types it. */
export interface OwnPhone {
  readonly country: string;
  readonly phone_number: string;
}

/** Calls of the client-server API that ask for a code. */
export type RequestTokenCall = 'register' | 'account/3pid' | 'account/password';

const password = 'a password for trying it';

/**
 * A person at a client with an address of its own. The calls and their bodies are those of Element: its registration
 * (`InteractiveAuth` of matrix-js-sdk), `AddThreepid.ts` and `Login.ts`.
 */
export class SynapsePerson {
  #token: string | undefined;

  constructor(
    private readonly homeserver: string,
    readonly name: string,
    /** A proxy in front of Synapse names it. */
    private readonly address: string,
  ) {}

  requestToken(
    call: RequestTokenCall,
    phone: OwnPhone,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<HomeserverAnswer> {
    const body = { client_secret: randomUUID(), send_attempt: 1, ...phone, ...more };
    return this.post(`/_matrix/client/v3/${call}/msisdn/requestToken`, body);
  }

  /** Asks for a code. @throws Error if there is none. */
  async open(
    call: RequestTokenCall,
    phone: OwnPhone,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<PhoneSession> {
    const client_secret = randomUUID();
    const { status, body } = await this.requestToken(call, phone, { client_secret, ...more });
    if (status !== 200) throw new Error(`no code: ${status} ${JSON.stringify(body)}`);
    return { sid: String(body['sid']), client_secret, submit_url: String(body['submit_url']) };
  }

  /** Sends a code to where the homeserver said. */
  submit({ submit_url, sid, client_secret }: PhoneSession, token: string): Promise<HomeserverAnswer> {
    return this.send(submit_url, { sid, client_secret, token });
  }

  /** Asks to register, without having done anything: learns the flows and the session. */
  askToRegister(): Promise<HomeserverAnswer> {
    return this.register(undefined);
  }

  /** Registers by a validated session. */
  async registerBy(phoneSession: PhoneSession): Promise<HomeserverAnswer> {
    const { body } = await this.askToRegister();
    return this.register({ ...byPhone(phoneSession), session: body['session'] });
  }

  /** Adds a validated session's number to the account, proving who is there by the password, as Synapse wants it. */
  async add({ sid, client_secret }: PhoneSession): Promise<HomeserverAnswer> {
    const path = '/_matrix/client/v3/account/3pid/add';
    const asked = await this.post(path, { sid, client_secret });
    if (asked.status !== 401) return asked;
    const identifier = { type: 'm.id.user', user: this.name };
    const auth = { type: 'm.login.password', identifier, password, session: asked.body['session'] };
    return this.post(path, { sid, client_secret, auth });
  }

  remove(address: string): Promise<HomeserverAnswer> {
    return this.post('/_matrix/client/v3/account/3pid/delete', { medium: 'msisdn', address });
  }

  /** The numbers of the account. */
  async numbers(): Promise<readonly unknown[]> {
    const { body } = await this.get('/_matrix/client/v3/account/3pid');
    return (body['threepids'] as { readonly address: unknown }[]).map(({ address }) => address);
  }

  /** Logs in by a number: Element names it twice, since Synapse once wanted `number`. */
  logIn({ country, phone_number }: OwnPhone, secret = password): Promise<HomeserverAnswer> {
    const identifier = { type: 'm.id.phone', country, phone: phone_number, number: phone_number };
    return this.send(`${this.homeserver}/_matrix/client/v3/login`, {
      type: 'm.login.password',
      identifier,
      password: secret,
    });
  }

  /** Sets a new password by a validated session, as somebody who has forgotten the old one. */
  async resetBy(phoneSession: PhoneSession, new_password: string): Promise<HomeserverAnswer> {
    const url = `${this.homeserver}/_matrix/client/v3/account/password`;
    const { body } = await this.send(url, { new_password });
    const auth = { ...byPhone(phoneSession), session: body['session'] };
    return this.send(url, { new_password, auth });
  }

  post(path: string, body: unknown): Promise<HomeserverAnswer> {
    return this.send(`${this.homeserver}${path}`, body, this.#token);
  }

  get(path: string): Promise<HomeserverAnswer> {
    return this.fetch(`${this.homeserver}${path}`, { headers: this.headers(this.#token) });
  }

  private async register(auth: Readonly<Record<string, unknown>> | undefined): Promise<HomeserverAnswer> {
    const body = {
      username: this.name,
      password,
      initial_device_display_name: 'Element',
      ...(auth && { auth }),
    };
    const answer = await this.send(`${this.homeserver}/_matrix/client/v3/register`, body);
    if (answer.status === 200) this.#token = String(answer.body['access_token']);
    return answer;
  }

  private send(url: string, body: unknown, token?: string): Promise<HomeserverAnswer> {
    const headers = { ...this.headers(token), 'content-type': 'application/json' };
    return this.fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private headers(token: string | undefined): Readonly<Record<string, string>> {
    return {
      'x-forwarded-for': this.address,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  private async fetch(url: string, options: RequestInit): Promise<HomeserverAnswer> {
    const response = await fetch(url, options);
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  }
}

/** The stage `m.login.msisdn`, with the old spelling beside the new one, as Element sends it. */
function byPhone({ sid, client_secret }: PhoneSession): Readonly<Record<string, unknown>> {
  const creds = { sid, client_secret };
  return { type: 'm.login.msisdn', threepid_creds: creds, threepidCreds: creds };
}
