import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { answerLimit, brokenOff, timedOut, type ProviderExchange } from './provider-exchange.js';

/** A request to a provider. */
export interface ProviderCall {
  readonly method: 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Time-out of the whole exchange in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * An idle connection is closed before most servers close it (Node's own after 5 seconds), because a request on a
 * connection that is just being closed fails, and may not be repeated.
 */
const keeping = { keepAlive: true, timeout: 4_000, maxSockets: 512 } as const;

/** They are the process's, as those of `fetch` are. Idle ones don't keep a process from ending. */
const agents = { http: new HttpAgent(keeping), https: new HttpsAgent(keeping) };

/**
 * Sends a request by Node's HTTP client, which costs a fraction of what `fetch` does: only once, without following
 * redirects, within a time-out and with a limited answer. Never rejects.
 */
export async function exchangeOverKeptConnection(call: ProviderCall): Promise<ProviderExchange> {
  try {
    return await exchange(call, openRequest(call));
  } catch (error) {
    // A URL, or a header that can't be sent.
    return brokenOff('no', codeOf(error));
  }
}

function exchange({ body, timeoutMs }: ProviderCall, outgoing: ClientRequest): Promise<ProviderExchange> {
  return new Promise((resolve) => {
    const connection = watchConnection(outgoing);
    const taken = (): 'no' | 'unknown' => (connection.isOpen() ? 'unknown' : 'no');
    const end = (outcome: ProviderExchange): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      end(timedOut(taken()));
      outgoing.destroy();
    }, timeoutMs);
    const fail = (error?: unknown): void => {
      end(brokenOff(taken(), codeOf(error)));
    };
    outgoing.on('response', (response) => {
      readBeginning(response, end, fail);
    });
    outgoing.on('error', fail);
    // After some answers, such as 101, there is neither a response nor an error.
    outgoing.on('close', fail);
    outgoing.end(body);
  });
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}

function openRequest({ method, url, headers }: ProviderCall): ClientRequest {
  const target = new URL(url);
  if (target.protocol === 'https:') return requestHttps(target, { method, headers, agent: agents.https });
  return requestHttp(target, { method, headers, agent: agents.http });
}

/** Nothing of a request is written before its connection is there, and its certificate accepted. */
function watchConnection(outgoing: ClientRequest): { readonly isOpen: () => boolean } {
  let open = false;
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) open = true;
    else
      socket.once(outgoing.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        open = true;
      });
  });
  return { isOpen: () => open };
}

function readBeginning(
  response: IncomingMessage,
  end: (outcome: ProviderExchange) => void,
  fail: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const answer = (): void => {
    const { statusCode: status = 0, headers } = response;
    const body = Buffer.concat(chunks, Math.min(length, answerLimit)).toString('utf8');
    end({ kind: 'answered', status, headers, body });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length < answerLimit) return;
    answer();
    response.destroy();
  });
  response.on('end', answer);
  response.on('error', fail);
}
