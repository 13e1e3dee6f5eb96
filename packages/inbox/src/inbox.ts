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

/** Where the inbox is. */
export const inboxPath = '/_threepid/inbox';

const messagesPath = `${inboxPath}/messages`;

export interface InboxOptions {
  /** How many messages are kept. Default: 50. */
  readonly most?: number;
  /** Host names, beside this machine's own, that the inbox may be opened at, such as that of the server's public URL. */
  readonly hosts?: readonly string[];
  /**
   * What becomes of requests that a proxy handed on, as `Forwarded`, `Via`, `X-Real-IP` and `X-Forwarded-*` tell:
   * `loopback` (default) answers those of this machine alone, for hosts that add such headers themselves, such as
   * Next.js; `refuse` answers none.
   */
  readonly forwarded?: 'loopback' | 'refuse';
  /** Longest time that a page waits for a message before it asks again, in milliseconds. Default: 25,000. */
  readonly longestWaitMs?: number;
  /** Default: the system's time. */
  readonly clock?: Clock;
}

/** Shows, in a browser, the messages that a server sent. For development alone: it shows codes. */
export interface Inbox {
  /** A sender that sends by `sender`, and keeps what it was handed for the page. */
  collect(sender: SmsSender): SmsSender;
  /** Newest first. */
  readonly messages: readonly KeptMessage[];
  /** The paths to mount: any adapter takes an inbox as it takes a `Threepid`. */
  readonly claims: readonly RouteClaim[];
  /** Answers a request, or says undefined for one that is none of the inbox's. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** Answers those who wait for a message, so that the server can stop. */
  close(): void;
}

const methods = ['GET', 'HEAD', 'OPTIONS'];

/** Makes an inbox. It keeps its messages in memory, and in this process alone. */
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
    return text(405, 'The inbox is only read.', { allow: 'GET, HEAD' });
  if (path === inboxPath) return page(kept.all);
  if (isOfAnotherSite(request)) return text(403, 'The messages are for the inbox alone.');
  const after = /^after=(\d{1,15})$/.exec(request.query)?.[1];
  if (after !== undefined) await kept.newerThan(Number(after), longestWaitMs);
  return respond(200, 'application/json', JSON.stringify({ messages: kept.all }));
}

const wrongHost =
  'The inbox shows codes, so that it answers on this machine alone: open it at localhost or 127.0.0.1, or at the host of the public URL in the settings.';

const notForProxies =
  'The inbox shows codes, so that it answers nothing that a proxy hands on: open it on the machine of the server itself.';

/** Browsers say which site a request comes from; what is no browser has no hostile pages. Source: W3C Fetch Metadata. */
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

/** No header here lets another origin read, embed or keep anything. */
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
