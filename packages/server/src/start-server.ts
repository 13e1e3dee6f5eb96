import { randomBytes } from 'node:crypto';
import {
  createThreepid,
  senderWarningsOf,
  systemClock,
  type ChannelOptions,
  type IdentityV2Options,
  type Logger as ThreepidLogger,
  type SessionStorage,
  type SmsSender,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { addressOf } from './http/address-of.js';
import type { ReadinessCheck } from './http/health.js';
import { createHttpServer } from './http/http-server.js';
import { openChallenge } from './open-challenge.js';
import { openHooks } from './open-hooks.js';
import { openIdentityV2 } from './open-identity-v2.js';
import { afterStart } from './log/after-start.js';
import { logListening } from './log/log-listening.js';
import { createLogger } from './log/logger.js';
import { openInOrder, type Closable } from './stop/opened.js';
import { summaryOf, type RunningParts } from './summary.js';
import { collected, collectedChannels, inboxOf } from './server-inbox.js';
import type { Settings } from './read-settings.js';
import { KnownProviders } from './readiness/known-providers.js';
import { ProviderChanges } from './readiness/provider-changes.js';
import type { ProviderState } from './readiness/provider-state.js';
import { readinessOf } from './readiness/readiness.js';
import { destinationsOf, rulesOf } from './rules-of.js';
import { createStartPage, hasStartPage } from './start-page/start-page.js';
import { consoleSender } from './providers/console-sender.js';
import { refuseConsole } from './settings/check-console.js';
import { openSms } from './providers/open-sms.js';
import { openStorage } from './storage/open-storage.js';
import type { MetricsSnapshot } from './telemetry/metrics-snapshot.js';
import { MetricsPort } from './telemetry/metrics-port.js';
import { openTelemetry, type ServerTelemetry } from './telemetry/open-telemetry.js';
import { serveMetrics } from './telemetry/serve-metrics.js';
import { withSender } from './with-sender.js';

/** A running server. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Lines for a person: the parts of the server, who is counted, and warnings. */
  readonly summary: string;
  /** Takes no new connections, answers in-flight requests, and closes everything. */
  close(): Promise<void>;
}

/** A server that doesn't listen. */
export interface OpenServer {
  readonly app: FastifyInstance;
  readonly parts: Omit<RunningParts, 'url' | 'metricsUrl'>;
  /** The states of its providers. */
  readonly providers: KnownProviders;
  /** Its metrics so far. Only with `THREEPID_METRICS`. */
  readonly snapshot: (() => Promise<MetricsSnapshot>) | undefined;
  /** Answers in-flight requests, and closes everything. */
  close(): Promise<void>;
}

/** Parts of a server that a program makes itself. */
export interface ServerOptions {
  /** Sends the messages, instead of `THREEPID_SMS`. You close it after the server. */
  readonly sms?: SmsSender;
  /** Default: one for standard output, at the level of the settings. */
  readonly logger?: Logger;
}

/**
 * Starts the standalone server. If that fails, everything it has opened is closed.
 *
 * @throws SettingsError if a module that `THREEPID_SMS` names has no sender, or in production the console isn't meant.
 * @throws Error if the address can't be listened on.
 */
export async function startServer(given: Settings, options: ServerOptions = {}): Promise<RunningServer> {
  const settings = withSender(given, options.sms);
  refuseConsole(settings);
  const { logger = createLogger(settings.logLevel) } = options;
  return openInOrder(async (opened) => {
    // Closed last, so that what happens during a stop can be read.
    const metricsPort = opened.keep(new MetricsPort(logger));
    const changes = new ProviderChanges(logger);
    const changed = (states: readonly ProviderState[]) => {
      changes.see(states);
    };
    const { app, parts, snapshot } = opened.keep(await openServer(settings, logger, { changed }));
    const metricsUrl = await metricsUrlOf(settings, metricsPort, snapshot);
    const url = await app.listen({ host: await addressOf(settings.host), port: settings.port });
    const running = { ...parts, url, metricsUrl };
    logListening(logger, settings, running);
    return { url, summary: summaryOf(settings, running), close: () => opened.close() };
  });
}

async function metricsUrlOf(
  { metrics }: Settings,
  port: MetricsPort,
  snapshot: OpenServer['snapshot'],
): Promise<string | undefined> {
  if (metrics === undefined || snapshot === undefined) return undefined;
  return serveMetrics(port, metrics, snapshot);
}

/** Links of an open server to other processes. */
export interface ProcessHooks {
  /** Called after each change of a provider's state. Default: the supervisor of this process logs it. */
  readonly changed?: (states: readonly ProviderState[]) => void;
  /** True if this process reads what several share, asked at each reading of the metrics. Default: always. */
  readonly readsStats?: () => boolean;
}

/** Opens everything that the server needs except its port. If that fails, everything it has opened is closed. */
export async function openServer(
  settings: Settings,
  logger: Logger,
  { changed = () => undefined, readsStats = () => true }: ProcessHooks = {},
): Promise<OpenServer> {
  return openInOrder(async (opened) => {
    opened.keep(logOf(logger));
    const telemetry = opened.keep(await openTelemetry(settings, logger, readsStats));
    const storage = opened.keep(await openStorage(settings, logger));
    const sessions = telemetry.storage(storage.sessions);
    // Each is observed by itself: behind a failover, nobody sees which of them failed.
    const observed = (sender: SmsSender) => telemetry.sender(sender);
    const provider = opened.keep(await openSms(settings, logger, sessions.routes, observed));
    const providers = new KnownProviders(() => provider.status());
    provider.onChange(() => {
      changed(providers.own());
    });
    const identityV2 = opened.keep(await openIdentityV2(settings, storage));
    const inbox = inboxOf(settings);
    const sms = collected(inbox, provider.sender);
    const channels = collectedChannels(inbox, provider.channels);
    const testSms = collected(inbox, consoleSender());
    const threepid = opened.keep(
      threepidOf(
        settings,
        { sessions, sms, testSms, channels, identityV2: identityV2.options },
        telemetry,
        logger,
      ),
    );
    const hooks = openHooks(settings, { threepid, logger });
    opened.keep({ close: () => hooks?.settled() ?? Promise.resolve() });
    const app = createHttpServer({
      threepid,
      hooks,
      logger,
      trustProxy: settings.trustProxy,
      delegates: settings.delegates,
      keepAliveSeconds: settings.keepAliveSeconds,
      cors: settings.cors,
      inbox,
      startPage: hasStartPage(settings) ? createStartPage(settings.v1Prefix) : undefined,
      ready: readinessCheck(settings, storage.sessions, { senders: provider.senders, known: providers }),
    });
    opened.keep({ close: async () => app.close() });
    const parts = partsOf(settings, { storage: storage.description, sms, channels, sender: provider.sender });
    return { app, parts, providers, snapshot: telemetry.snapshot, close: () => opened.close() };
  });
}

interface NamedParts {
  readonly storage: string;
  readonly sms: SmsSender;
  readonly channels: ChannelOptions;
  /** Without an inbox around it. */
  readonly sender: SmsSender;
}

function partsOf(settings: Settings, { storage, sms, channels, sender }: NamedParts): OpenServer['parts'] {
  return {
    storage,
    sms: sms.name,
    callbacks: callbackNames([sms, ...Object.values<SmsSender>(channels)]),
    senderWarnings: senderWarningsOf({
      sms: sender,
      destinations: destinationsOf(settings),
      senderWarnings: settings.senderWarnings,
    }),
  };
}

/** Each once: a channel's sender may be one of `THREEPID_SMS` too. */
function callbackNames(senders: readonly SmsSender[]): readonly string[] {
  const names = senders.flatMap(({ callbacks = [] }) => callbacks.map(({ name }) => name));
  return [...new Set(names)];
}

/** Closed last: what others log as they close must not wait behind what the program prints after it. */
function logOf(logger: Logger): Closable {
  return {
    close: () => {
      logger.flush();
      return Promise.resolve();
    },
  };
}

/** Parts of a server's framework, beside the settings. */
interface FrameworkParts extends Pick<ThreepidOptions, 'sms' | 'testSms' | 'channels'> {
  readonly sessions: SessionStorage;
  readonly identityV2: IdentityV2Options | undefined;
}

function threepidOf(
  settings: Settings,
  parts: FrameworkParts,
  telemetry: ServerTelemetry,
  logger: Logger,
): Threepid {
  return afterStart(logger, (log) =>
    telemetry.observe(createThreepid(telemetry.options(optionsOf(settings, parts, log)))),
  );
}

function optionsOf(
  settings: Settings,
  { sessions: storage, identityV2, ...senders }: FrameworkParts,
  logger: ThreepidLogger,
): ThreepidOptions {
  const secret = settings.secrets.length > 0 ? settings.secrets : randomBytes(48).toString('base64url');
  return {
    secret,
    storage,
    ...rulesOf(settings),
    ...openChallenge(settings, secret),
    ...senders,
    ...(settings.nextLinkHosts === undefined ? {} : { nextLinkHosts: settings.nextLinkHosts }),
    identityV1: { access: settings.v1, pathPrefix: settings.v1Prefix },
    ...(identityV2 === undefined ? {} : { identityV2 }),
    delegates: { addresses: settings.delegates, secrets: settings.delegateSecrets },
    cors: settings.cors,
    // They are in the summary.
    senderWarnings: false,
    reports: settings.reports === 'on',
    logger,
  };
}

function readinessCheck(
  { ready: needs }: Settings,
  storage: SessionStorage,
  { senders, known }: { readonly senders: readonly string[]; readonly known: KnownProviders },
): ReadinessCheck {
  return () => readinessOf({ storage, providers: () => known.all, senders, needs, clock: systemClock });
}
