import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import {
  ConsoleSmsSender,
  createMessageTemplates,
  createThreepid,
  type IdentityV2Options,
  type SessionStorage,
  type SmsSender,
} from '@threepid/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createHttpServer } from './http-server.js';
import { openIdentityV2 } from './identity-v2.js';
import { createLogger } from './logger.js';
import { openInOrder } from './opened.js';
import { collected, inboxOf, inboxUrl } from './server-inbox.js';
import type { Settings } from './settings.js';
import { openSms, type OpenSms } from './sms.js';
import { openStorage, type OpenStorage } from './storage.js';

/** A server that runs. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8090`. */
  readonly url: string;
  /** What runs where, for a person. */
  readonly summary: string;
  /** Takes no new connection, answers what is under way, and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Starts the stand-alone server. If it can't, whatever it has opened by then is closed again.
 *
 * @throws Error if the address can't be listened on.
 */
export async function startServer(
  settings: Settings,
  logger: Logger = createLogger(settings.logLevel),
): Promise<RunningServer> {
  return openInOrder(async (opened) => {
    const storage = opened.keep(await openStorage(settings, logger));
    const provider = opened.keep(await openSms(settings, logger));
    const identityV2 = opened.keep(await openIdentityV2(settings, storage));
    const inbox = inboxOf(settings);
    const sms = collected(inbox, provider.sender);
    const testSms = collected(inbox, new ConsoleSmsSender());
    const app = createHttpServer({
      threepid: threepidOf(settings, storage.sessions, { sms, testSms }, identityV2.options, logger),
      logger,
      trustProxy: settings.trustProxy,
      delegates: settings.delegates,
      keepAliveSeconds: settings.keepAliveSeconds,
      cors: settings.cors,
      inbox,
      ready: () => readiness(storage.sessions, provider),
    });
    opened.keep({ close: async () => app.close() });
    const url = await listen(app, settings);
    return { url, summary: summaryOf(settings, url, storage, sms), close: () => opened.close() };
  });
}

function threepidOf(
  settings: Settings,
  storage: SessionStorage,
  senders: { readonly sms: SmsSender; readonly testSms: SmsSender },
  identityV2: IdentityV2Options | undefined,
  logger: Logger,
) {
  return createThreepid({
    secret: settings.secrets.length > 0 ? settings.secrets : randomBytes(48).toString('base64url'),
    ...(settings.indexSecret === undefined ? {} : { indexSecret: settings.indexSecret }),
    storage,
    ...senders,
    production: settings.production,
    templates: createMessageTemplates({
      locale: settings.locale,
      ...(settings.brand === '' ? {} : { brand: settings.brand }),
    }),
    ...(settings.nextLinkHosts === undefined ? {} : { nextLinkHosts: settings.nextLinkHosts }),
    ...(settings.limits === 'off' ? { limits: false } : {}),
    identityV1: { access: settings.v1, pathPrefix: settings.v1Prefix },
    ...(identityV2 === undefined ? {} : { identityV2 }),
    delegates: { addresses: settings.delegates, secrets: settings.delegateSecrets },
    cors: settings.cors,
    destinations: { allow: settings.countriesAllow, deny: settings.countriesDeny },
    testNumbers: settings.testNumbers,
    logger,
  });
}

async function readiness(
  storage: SessionStorage,
  { sender, status }: OpenSms,
): Promise<Readonly<Record<string, unknown>>> {
  await Promise.all([storage.ready(), sender.ready?.()]);
  return { storage: storage.name, sms: sender.name, ...status() };
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<string> {
  return app.listen({ host: host === 'localhost' ? await oneAddressOf(host) : host, port });
}

/** For a name of several addresses Fastify would open servers of its own, which know nothing of a graceful stop. */
async function oneAddressOf(host: string): Promise<string> {
  return (await lookup(host)).address;
}

function summaryOf(settings: Settings, url: string, storage: OpenStorage, sms: SmsSender): string {
  const parts = [
    `threepid listens on ${url}`,
    `storage ${storage.description}`,
    `SMS ${sms.name}`,
    settings.production ? 'production' : 'development: 07700 900xxx and 555-01xx are test numbers',
    ...(settings.inbox ? [`messages at ${inboxUrl(url)}`] : []),
  ];
  return [parts.join(' | '), countingOf(settings), ...warningsOf(settings)].join('\n');
}

/** Whom the limit per address counts. */
function countingOf({ limits, trustProxy = [], delegates, delegateSecrets }: Settings): string {
  if (limits === 'off') return 'addresses: not counted';
  const uncounted = [...delegates, ...(delegateSecrets.length > 0 ? ['by secret'] : [])];
  return [
    `addresses: ${trustProxy.length === 0 ? "each peer's own" : 'what trusted proxies name'}`,
    `trusted proxies: ${trustProxy.join(', ') || 'none'}`,
    `delegates: ${uncounted.join(', ') || 'none'}`,
  ].join(' | ');
}

function warningsOf(settings: Settings): readonly string[] {
  return [
    ...(settings.limits === 'off'
      ? ['WARNING: THREEPID_LIMITS=off: anybody can send any number of messages. For load tests alone.']
      : []),
    ...(settings.secrets.some((secret) => secret.length < 32)
      ? ['WARNING: THREEPID_SECRET has fewer than 32 characters; make one: openssl rand -base64 48']
      : []),
    ...(settings.production && settings.sms.includes('console')
      ? ['WARNING: THREEPID_SMS=console prints codes and sends nothing.']
      : []),
    ...(settings.inbox && settings.sms.some((name) => name !== 'console')
      ? ['WARNING: THREEPID_INBOX=on shows the codes of real messages to whoever opens it.']
      : []),
  ];
}
