import {
  systemClock,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type RouteClaim,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { isAllowedHost } from './allowed-host.js';
import { isForwarded, isForwardedForThisMachine } from './forwarded.js';
import { inboxPage, inboxPolicy } from './inbox-page.js';
import { keptMessage, type KeptMessage } from './kept-message.js';
import { KeptMessages } from './kept-messages.js';

/** Path of the inbox. */
export const inboxPath = '/_threepid/inbox';

const messagesPath = `${inboxPath}/messages`;

/** Options of the inbox. */
export interface InboxOptions {
  /** Maximum number of messages kept. Default: 50. */
  readonly most?: number;
  /**
   * Host names, besides this machine's own, at which the inbox may be opened, such as that of the server's public URL.
   */
  readonly hosts?: readonly string[];
  /**
   * Treatment of requests with `Forwarded`, `Via`, `X-Real-IP` or `X-Forwarded-*` headers. `loopback` (default) answers
   * only those that come from this machine, because hosts such as Next.js add these headers themselves. `refuse`
   * answers none.
   */
  readonly forwarded?: 'loopback' | 'refuse';
  /**
   * Longest time that a request waits for a new message, in milliseconds; the page then asks again. Default: 25,000.
   */
  readonly longestWaitMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A browser page with the messages that a server sent. For development only: it shows codes. */
export interface Inbox {
  /** Wraps a sender, and keeps its messages for the page. */
  collect(sender: SmsSender): SmsSender;
  /** Newest first. */
  readonly messages: readonly KeptMessage[];
  /** The paths to mount: every adapter accepts an inbox in place of a `Threepid`. */
  readonly claims: readonly RouteClaim[];
  /** Answers a request. Resolves with undefined if it is not for the inbox. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** Answers the requests that wait for a message, so that the server can stop. */
  close(): void;
}

const methods = ['GET', 'HEAD', 'OPTIONS'];

/** Creates an inbox. It keeps its messages in the memory of this process only. */
export function createInbox(options: InboxOptions = {}): Inbox {
  const { most = 50, hosts = [], forwarded = 'loopback' } = options;
  const { longestWaitMs = 25_000, clock = systemClock } = options;
  const kept = new KeptMessages(most);
  return {
    collect: (sender) => collecting(sender, kept, clock),
    get messages() {
      return kept.all;
    },
    claims: [inboxPath, messagesPath].map((path) => ({ path, methods })),
    handle: async (request) => {
      const response = await answer(request, kept, { hosts, forwarded, longestWaitMs });
      return request.method === 'HEAD' && response !== undefined ? { ...response, body: '' } : response;
    },
    close: () => {
      kept.close();
    },
  };
}

function collecting(sender: SmsSender, kept: KeptMessages, clock: Clock): SmsSender {
  const { name } = sender;
  const keep = (message: SmsMessage, result: SmsResult['kind']): void => {
    kept.keep((id) => keptMessage(message, { id, at: clock.now(), sender: name, result }));
  };
  return {
    name,
    send: async (message) => {
      const result = await sender.send(message).catch((cause: unknown): SmsResult => {
        return { kind: 'unavailable', taken: 'unknown', cause };
      });
      keep(message, result.kind);
      return result;
    },
    ready: async () => sender.ready?.(),
    ...beside(sender),
  };
}

/** What a sender offers beside sending. Absent members stay absent: the framework does less then. */
function beside(sender: SmsSender): Partial<SmsSender> {
  const { channel, callbacks } = sender;
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(callbacks === undefined ? {} : { callbacks }),
    ...(sender.report === undefined ? {} : { report: async (report) => sender.report?.(report) }),
    onReceipt: (listener) => sender.onReceipt?.(listener),
    originFor: (country) => sender.originFor?.(country),
  };
}

type AnswerOptions = Required<Pick<InboxOptions, 'hosts' | 'forwarded' | 'longestWaitMs'>>;

async function answer(
  request: HttpRequest,
  kept: KeptMessages,
  { hosts, forwarded, longestWaitMs }: AnswerOptions,
): Promise<HttpResponse | undefined> {
  const { path, method, headers } = request;
  if (path !== inboxPath && path !== messagesPath) return undefined;
  if (!isAllowedHost(headers['host'], hosts)) return text(403, wrongHost);
  if (isForwarded(headers) && (forwarded === 'refuse' || !isForwardedForThisMachine(headers, hosts)))
    return text(403, notForProxies);
  if (method !== 'GET' && method !== 'HEAD')
    return text(405, 'The inbox is read-only: use GET.', { allow: 'GET, HEAD' });
  if (path === inboxPath) return page(kept.all);
  if (isOfAnotherSite(request)) return text(403, 'Only the inbox page may read the messages.');
  const after = /^after=(\d{1,15})$/.exec(request.query)?.[1];
  if (after !== undefined) await kept.newerThan(Number(after), longestWaitMs);
  return respond(200, 'application/json', JSON.stringify({ messages: kept.all }));
}

const wrongHost =
  'The inbox shows codes, so it answers only on this machine: open it at localhost or 127.0.0.1, or at the host of the public URL in the settings.';

const notForProxies =
  'The inbox shows codes, so it refuses requests that come through a proxy: open it on the machine that runs the server.';

/**
 * True if a page of another site made the request. Without the header it is not a browser. Source: W3C Fetch Metadata.
 */
function isOfAnotherSite({ headers }: HttpRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function page(messages: readonly KeptMessage[]): HttpResponse {
  return respond(200, 'text/html; charset=utf-8', inboxPage(messages), {
    'content-security-policy': inboxPolicy,
  });
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return respond(status, 'text/plain; charset=utf-8', `${body}\n`, headers);
}

/** An answer that no other origin can read or embed, and no cache keeps. */
function respond(
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': contentType,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body,
  };
}
