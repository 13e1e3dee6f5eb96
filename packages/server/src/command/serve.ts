import type { Logger } from 'pino';
import { logCrashes } from '../log/log-crashes.js';
import { logFailedStart } from '../log/log-failed-start.js';
import { createLogger } from '../log/logger.js';
import { surviveBrokenOutput } from '../log/survive-broken-output.js';
import { tell } from '../print.js';
import { readOwnSettings, type Settings } from '../read-settings.js';
import { logLevelOf } from '../settings/log-level-setting.js';
import { stopOnSignals, type Stoppable } from '../stop/stop-on-signals.js';
import { stopTimeoutMs } from '../stop/stop-timeout.js';

/**
 * Starts the server, and stops it on signals. Its logger is made before all else, so that a start that fails is logged
 * too.
 */
export async function serve(): Promise<void> {
  const logger = createLogger(logLevelOf(process.env));
  surviveBrokenOutput();
  logCrashes(logger);
  try {
    const settings = await readOwnSettings(process.env);
    await (settings.processes === 1 ? serveHere(settings, logger) : serveByProcesses(settings, logger));
  } catch (error) {
    logFailedStart(logger, error);
    throw error;
  }
}

async function serveHere(settings: Settings, logger: Logger): Promise<void> {
  // Not loaded by a process that only supervises.
  const { startServer } = await import('../start-server.js');
  const server = await startServer(settings, { logger });
  stopOnSignals({ stop: () => server.close().then(() => true), end: () => undefined }, logger);
  // Last: whoever reads it may send a signal at once.
  tell(server.summary);
}

async function serveByProcesses(settings: Settings, logger: Logger): Promise<void> {
  const { serveByWorkers } = await import('../processes/serve-by-workers.js');
  // Workers may die again and again before the first start is complete: then there is nothing to stop yet.
  let started: Stoppable | undefined = undefined;
  const server = await serveByWorkers(settings, logger, () => void giveUp(started));
  started = server;
  stopOnSignals(server, logger);
  tell(server.summary);
}

/** Stops what is left of a server whose processes die again and again. Workers end with this process. */
async function giveUp(server: Stoppable | undefined): Promise<void> {
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await server?.stop();
  process.exit(1);
}
