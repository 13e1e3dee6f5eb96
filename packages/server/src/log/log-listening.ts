import type { Logger } from 'pino';
import type { Settings } from '../read-settings.js';
import { startWarnings, type RunningParts } from '../summary.js';
import { version } from '../version.js';

/** The parts of a server that listens, as its log tells them. */
export interface ListeningParts extends RunningParts {
  /** Ids of its processes, if there are several. */
  readonly processes?: readonly number[];
}

/** Logs, once, what the server consists of: what the summary tells a person. */
export function logListening(
  logger: Pick<Logger, 'info'>,
  settings: Settings,
  running: ListeningParts,
): void {
  const { url, metricsUrl, storage, callbacks, processes } = running;
  const { guard, challenge, budgets = {}, trustProxy = [], delegates, hooks, production } = settings;
  logger.info(
    {
      version: version(),
      url,
      metrics: metricsUrl,
      processes,
      storage,
      providers: settings.providers.map(({ name }) => name),
      channels: settings.channels.map(({ name }) => name),
      callbacks,
      hooks,
      guard,
      budgets,
      challenge: guard === 'enforce' ? challenge : 'off',
      trustProxy,
      delegates,
      production,
      warnings: startWarnings(settings, running),
    },
    'listening',
  );
}
