import type { ServerAnswer } from './client-error.js';
import { fieldsOf } from './fields-of.js';
import type { ClientFetch, ClientSignal } from './platform.js';

/** Options of `post`. */
export interface PostOptions {
  readonly fetch: ClientFetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Pauses between tries, in milliseconds; one retry per entry. */
  readonly retryDelaysMs: readonly number[];
  readonly signal: ClientSignal | undefined;
}

/** Statuses of temporary failures, of a gateway or the server, after which a retry may succeed. */
const temporary = new Set([502, 503, 504]);

/**
 * Posts a JSON body. Tries again if there was no answer, or a temporary failure.
 *
 * @throws the signal's reason once it is aborted, or the error of the last `fetch`.
 */
export async function post(url: string, body: unknown, options: PostOptions): Promise<ServerAnswer> {
  const signal = options.signal;
  for (const delay of options.retryDelaysMs) {
    const answer = await attempt(url, body, options).catch(() => undefined);
    if (answer !== undefined && !temporary.has(answer.status)) return answer;
    await pause(delay, signal);
  }
  return attempt(url, body, options);
}

/** One try, with a time-out of its own. */
async function attempt(url: string, body: unknown, options: PostOptions): Promise<ServerAnswer> {
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

/** Aborts when the time is up or the caller's signal aborts. `AbortSignal.any` is too new for many browsers. */
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

/** Waits until the time is up or the signal is aborted; in the latter case the next try throws. */
function pause(ms: number, outer: AbortSignal | undefined): Promise<unknown> {
  const aborted = (signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
  return withSignal(ms, outer, aborted);
}

function parsed(text: string): ServerAnswer['fields'] {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
