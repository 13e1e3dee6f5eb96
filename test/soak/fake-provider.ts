import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a provider does: `cuts` takes the message and closes the connection without an answer; `down` accepts no
 * connections.
 */
export type FakeProviderState = 'works' | 'slow' | 'cuts' | 'down';

/** Longer than a person likes, and shorter than any time-out. */
const slowMs = 1_000;

/**
 * A provider over real sockets that understands the gateway of a webhook and Twilio. Those in
 * `@threepid/contract-tests/peers` keep every request, which an hour of them is too much for.
 */
export class FakeProvider {
  #state: FakeProviderState = 'works';
  #port = 0;
  #taken = 0;
  readonly #server = createServer((message, response) => void this.#answer(message, response));

  private constructor(private readonly deliver: (number: string, text: string) => void) {
    // It must not close an idle connection just as the server sends on it.
    this.#server.keepAliveTimeout = 0;
  }

  /** Starts one that works. @param deliver gets what it takes: the number without the `+`, and the text. */
  static async start(deliver: (number: string, text: string) => void): Promise<FakeProvider> {
    const provider = new FakeProvider(deliver);
    await provider.#listen();
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Messages that it has taken. */
  get taken(): number {
    return this.#taken;
  }

  async become(state: FakeProviderState): Promise<void> {
    this.#state = state;
    if (state === 'down') await this.close();
    else if (!this.#server.listening) await this.#listen();
  }

  /** Closes it, with its connections. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(message).catch(() => undefined);
    if (body === undefined) return;
    const { to, text: words } = read(message, body);
    this.#taken += 1;
    this.deliver(to.replace('+', ''), words);
    if (this.#state === 'cuts') return void message.socket.destroy();
    if (this.#state === 'slow') await sleep(slowMs);
    const id = String(this.#taken).padStart(32, '0');
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ messageId: id, sid: `SM${id}`, status: 'queued', num_segments: '1' }));
  }
}

function read(message: IncomingMessage, body: string): { readonly to: string; readonly text: string } {
  if (message.headers['content-type']?.startsWith('application/json'))
    return JSON.parse(body) as { to: string; text: string };
  const form = new URLSearchParams(body);
  return { to: form.get('To') ?? '', text: form.get('Body') ?? '' };
}
