import { identityV1 } from '../identity-client.js';
import type { ServerProcess } from '../server-process.js';

/** What a server answered to a visitor. */
export interface Visit {
  readonly status: number;
  readonly text: string;
}

/** What a page of a guide keeps of a verification. */
export interface VisitedSession {
  readonly sid: string;
  readonly clientSecret: string;
}

/** A person with a browser: it keeps cookies, and makes the calls of the guides' page. */
export class Visitor {
  #cookie = '';

  constructor(
    private readonly url: string,
    private readonly server: ServerProcess,
  ) {}

  async open(path = '/'): Promise<Visit> {
    return this.#fetch(path);
  }

  async send(path: string, body: object): Promise<Visit> {
    const headers = { 'content-type': 'application/json' };
    return this.#fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Calls a server action of Next, as its page does. */
  async act(path: string, action: string, args: readonly object[]): Promise<Visit> {
    const headers = { 'next-action': action, 'content-type': 'text/plain;charset=UTF-8' };
    return this.#fetch(path, { method: 'POST', headers, body: JSON.stringify(args) });
  }

  /** Asks for a code; the answer's body is the session's sid, or an error. */
  async request(clientSecret: string): Promise<Visit> {
    return this.send(`${identityV1}/validate/msisdn/requestToken`, {
      client_secret: clientSecret,
      country: 'GB',
      phone_number: '07700900123',
      send_attempt: 1,
    });
  }

  /** Verifies the number with the code that the server prints. */
  async verify(clientSecret: string): Promise<VisitedSession> {
    const from = this.server.output.length;
    const { text } = await this.request(clientSecret);
    const { sid } = JSON.parse(text) as { readonly sid: string };
    const token = await this.server.code(from);
    const body = { sid, client_secret: clientSecret, token };
    await this.send(`${identityV1}/validate/msisdn/submitToken`, body);
    return { sid, clientSecret };
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Visit> {
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie: this.#cookie };
    const response = await fetch(this.url + path, { ...init, headers, redirect: 'manual' });
    const set = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    if (set.length > 0) this.#cookie = set.join('; ');
    return { status: response.status, text: await response.text() };
  }
}
