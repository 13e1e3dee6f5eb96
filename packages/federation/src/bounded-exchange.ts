import { OperatorError } from '@threepid/core';
import { request, type Dispatcher } from 'undici';

/** A call to another server. */
export interface BoundedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Aborts the exchange at any point. */
  readonly signal: AbortSignal;
}

/** Another server's answer. */
export interface BoundedAnswer {
  readonly status: number;
  /** The `Retry-After` header, if there is one. */
  readonly retryAfter: string | undefined;
  /** The body, parsed as JSON; undefined if it is not JSON. */
  readonly json: unknown;
}

/** Maximum size of an answer that is read, in bytes. */
export const answerLimit = 65_536;

/**
 * Another server gave no usable answer. The error names the server and the reason, and is safe to log: it contains
 * nothing of the request, which has tokens and numbers, and nothing of the answer, which may be anything.
 */
export class UnusableAnswerError extends OperatorError {
  override readonly name = 'UnusableAnswerError';

  constructor(
    readonly server: string,
    readonly code: string,
  ) {
    super(`${server} gave no usable answer: ${code}`);
  }
}

/**
 * Calls another server once. It follows no redirects, decompresses nothing, and limits the size of the answer.
 *
 * @throws UnusableAnswerError
 */
export async function boundedExchange(agent: Dispatcher, call: BoundedRequest): Promise<BoundedAnswer> {
  const { method, url, headers, body, signal } = call;
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: { accept: 'application/json', 'user-agent': 'threepid', ...headers },
      body: body ?? null,
      signal,
    });
    const text = await readBounded(answer.body, url);
    const { 'retry-after': retryAfter } = answer.headers;
    return {
      status: answer.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      json: parseJson(text),
    };
  } catch (error) {
    throw error instanceof UnusableAnswerError ? error : unusable(url, codeOf(error));
  }
}

/** An error about the server of `url`. */
export function unusable(url: string, code: string): UnusableAnswerError {
  return new UnusableAnswerError(new URL(url).origin, code);
}

async function readBounded(body: Dispatcher.ResponseData['body'], url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    // Leaving the loop destroys the body and the connection.
    if (length > answerLimit) throw unusable(url, 'ETOOLARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'TimeoutError') return 'ETIMEOUT';
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'EUNKNOWN';
}
