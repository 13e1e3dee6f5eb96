import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The keys of a widget, and the page that shows it. */
export interface SiteverifyPeerSite {
  readonly siteKey: string;
  readonly secret: string;
  /** Default: `app.example.org`. */
  readonly hostname?: string;
}

/** What a widget was rendered with. */
export interface SiteverifyPeerWidget {
  readonly sitekey: string;
  readonly hostname?: string;
  /** Turnstile alone. */
  readonly cdata?: string | undefined;
  readonly action?: string | undefined;
}

/** A token that a widget has got. */
export interface SiteverifyPeerToken extends SiteverifyPeerWidget {
  readonly hostname: string;
  /** Unix time in milliseconds. */
  readonly solvedAt: number;
  /** The idempotency key that it was first verified with, or an empty text; undefined: it wasn't. */
  readonly usedBy: string | undefined;
}

/** The verdict on a form, in the service's own fields. */
export interface SiteverifyPeerVerdict {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Set if the token is used up by this call. */
  readonly usedBy?: string;
}

/** The rules of a service. */
export interface SiteverifyPeerService {
  readonly path: string;
  /** The verdict on a form with the right secret. */
  readonly judge: (
    form: URLSearchParams,
    token: SiteverifyPeerToken | undefined,
    now: number,
  ) => SiteverifyPeerVerdict;
}

/** Behaviours of a service that gives no verdict; those with an answer quote the whole form in it. */
export type SiteverifyPeerFailure = 'hang' | 'cut' | 'garbage' | 'internal-error' | 'server-error';

/** A verdict that refuses. */
export function refusal(...codes: readonly string[]): SiteverifyPeerVerdict {
  return { fields: { success: false, 'error-codes': codes } };
}

/**
 * The siteverify call of a widget's service, at wire level, on a free port of 127.0.0.1. Its time is the test's. Close it
 * after the test.
 */
export class SiteverifyPeer {
  /** The service's time, in Unix milliseconds. */
  now = Date.now();
  readonly #service: SiteverifyPeerService;
  readonly #site: SiteverifyPeerSite;
  readonly #server: Server;
  readonly #tokens = new Map<string, SiteverifyPeerToken>();
  readonly #forms: URLSearchParams[] = [];
  #behaviour: SiteverifyPeerFailure | 'answer' = 'answer';

  private constructor(service: SiteverifyPeerService, site: SiteverifyPeerSite) {
    this.#service = service;
    this.#site = site;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // An idle connection that the peer closed just as a client sends on it would be a failure that no test plays.
    this.#server.keepAliveTimeout = 0;
  }

  /** Starts one. */
  static async start(service: SiteverifyPeerService, site: SiteverifyPeerSite): Promise<SiteverifyPeer> {
    const peer = new SiteverifyPeer(service, site);
    await new Promise<void>((resolve, reject) => {
      peer.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return peer;
  }

  /** URL of the call. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#service.path}`;
  }

  /** The forms that arrived, oldest first. */
  get forms(): readonly URLSearchParams[] {
    return this.#forms;
  }

  /** A person solves the widget: the token that the page gets. */
  solve(widget: SiteverifyPeerWidget): string {
    const token = `0.${Buffer.from(`token ${this.#tokens.size} of ${widget.sitekey}`).toString('base64url')}`;
    const hostname = widget.hostname ?? this.#site.hostname ?? 'app.example.org';
    this.#tokens.set(token, { ...widget, hostname, solvedAt: this.now, usedBy: undefined });
    return token;
  }

  /** Behaves so from now on. */
  play(behaviour: SiteverifyPeerFailure | 'answer'): void {
    this.#behaviour = behaviour;
  }

  /** Stops it, also in the middle of requests. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined || this.#behaviour === 'hang') return;
    if (this.#behaviour === 'cut') return void request.socket.destroy();
    const form = new URLSearchParams(body);
    this.#forms.push(form);
    const [status, text] = this.#statusAndBody(request, form, body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  }

  #statusAndBody(
    request: IncomingMessage,
    form: URLSearchParams,
    body: string,
  ): readonly [status: number, text: string] {
    if (this.#behaviour === 'garbage') return [200, `<html>${body}</html>`];
    if (this.#behaviour === 'server-error') return [500, JSON.stringify({ error: body })];
    const verdict = this.#behaviour === 'answer' ? this.#verdictOn(request, form) : refusal('internal-error');
    return [200, JSON.stringify(verdict.fields)];
  }

  #verdictOn({ method, url, headers }: IncomingMessage, form: URLSearchParams): SiteverifyPeerVerdict {
    const type = headers['content-type'] ?? '';
    const known = method === 'POST' && url === this.#service.path;
    if (!known || !type.startsWith('application/x-www-form-urlencoded')) return refusal('bad-request');
    if (!form.has('secret')) return refusal('missing-input-secret');
    if (form.get('secret') !== this.#site.secret) return refusal('invalid-input-secret');
    const response = form.get('response') ?? '';
    if (response === '') return refusal('missing-input-response');
    const token = this.#tokens.get(response);
    const verdict = this.#service.judge(form, token, this.now);
    if (token !== undefined && verdict.usedBy !== undefined)
      this.#tokens.set(response, { ...token, usedBy: verdict.usedBy });
    return verdict;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
