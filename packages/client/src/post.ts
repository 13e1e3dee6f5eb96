import type { Answer } from './client-error.js';
import type { ClientFetch, ClientSignal } from './platform.js';

/** How calls are made. */
export interface PostOptions {
  readonly fetch: ClientFetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Pauses between tries, in milliseconds: as many as there are further tries. */
  readonly retryDelaysMs: readonly number[];
  readonly signal: ClientSignal | undefined;
}

/** What a gateway says that did not reach its server, and a server that can't do its work now: another try may. */
const passing = new Set([502, 503, 504]);

/**
 * Posts a JSON body, and tries again where nothing, or a failure that passes, came back.
 *
 * @throws the signal's reason once it is aborted, and what `fetch` threw at the last try.
 */
export async function post(url: string, body: unknown, options: PostOptions): Promise<Answer> {
  const signal = options.signal;
  for (const delay of options.retryDelaysMs) {
    const answer = await attempt(url, body, options).catch(() => undefined);
    if (answer !== undefined && !passing.has(answer.status)) return answer;
    await pause(delay, signal);
  }
  return attempt(url, body, options);
}

/** One try, with a time-out of its own. */
async function attempt(url: string, body: unknown, options: PostOptions): Promise<Answer> {
  const { fetch, headers, timeoutMs } = options;
  return withSignal(timeoutMs, options.signal, async (signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    return { status: response.status, fields: parsed(text), retryAfter: response.headers.get('retry-after') };
  });
}

/** Aborts when the time is up, or when the caller's signal does. By hand: `AbortSignal.any` is newer than many browsers. */
async function withSignal<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(outer?.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(new Error(`No answer within ${timeoutMs} ms`));
  }, timeoutMs);
  outer?.addEventListener('abort', abort);
  try {
    return await body(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  }
}

/** Waits; ends early when the signal is aborted, which the next try then throws for. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted === true) done();
  });
}

function parsed(text: string): Answer['fields'] {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Answer['fields']) : {};
  } catch {
    return {};
  }
}
