import { createThreepid, type SmsMessage, type SmsResult, type ThreepidOptions } from '@threepid/core';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import Fastify from 'fastify';

/** A failure of a request. */
export type RequestFailure =
  /** The connection is cut before the server does anything. */
  | 'cut-before'
  /** The server handles the request; the connection is cut before the answer. */
  | 'cut-after'
  /** A gateway in front of the server answers 504. */
  | 'gateway-timeout'
  /** It is never answered. */
  | 'hang';

/** A threepid server on its own port, whose messages and requests a test can read. */
export interface VerifyingServer {
  readonly url: string;
  readonly messages: readonly SmsMessage[];
  /** Bodies and headers of the requests that arrived, oldest first. */
  readonly requests: readonly { readonly url: string; readonly headers: Record<string, unknown> }[];
  /** Failures of the next requests, one each. */
  readonly faults: RequestFailure[];
  /** Answers of the provider to the next messages, one each; after them it sends. */
  readonly results: SmsResult[];
  /** The server's time, in Unix milliseconds. */
  now: number;
  lastCode(): string;
  close(): Promise<void>;
}

export async function startVerifyingServer(options: Partial<ThreepidOptions> = {}): Promise<VerifyingServer> {
  const app = Fastify({ forceCloseConnections: true });
  const messages: SmsMessage[] = [];
  const requests: { url: string; headers: Record<string, unknown> }[] = [];
  const faults: RequestFailure[] = [];
  const results: SmsResult[] = [];
  const send = (message: SmsMessage): Promise<SmsResult> => {
    messages.push(message);
    return Promise.resolve(results.shift() ?? { kind: 'sent', messageId: String(messages.length) });
  };
  const server = {
    messages,
    requests,
    faults,
    results,
    now: Date.parse('2026-01-01'),
    lastCode: () => /\d{6}/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '',
    close: () => app.close(),
  };
  const threepid = createThreepid({
    secret: 'a secret of 32 characters, for tests',
    storage: new MemorySessionStorage(),
    sms: { name: 'test', send },
    testSms: { name: 'test', send },
    clock: { now: () => server.now },
    guard: { mode: 'off' },
    limits: { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] },
    ...options,
  });
  const cut = new WeakSet();
  app.addHook('onRequest', async (request, reply) => {
    requests.push({ url: request.url, headers: request.headers });
    const fault = faults.shift();
    if (fault === 'cut-before') request.raw.socket.destroy();
    if (fault === 'cut-after') cut.add(request);
    if (fault === 'gateway-timeout')
      return reply.code(504).type('text/html').send('<h1>Gateway time-out</h1>');
    if (fault === 'hang' || fault === 'cut-before') return new Promise(() => undefined);
    return undefined;
  });
  app.addHook('onSend', async (request) => {
    if (cut.has(request)) request.raw.socket.destroy();
    return Promise.resolve();
  });
  app.register(threepidPlugin, { threepid });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(server, { url });
}
