import type { Logger } from 'pino';

/**
 * Logs the error that ends this process, if one does. Node prints it on standard error too, and ends the process with
 * exit code 1 as it would without this.
 */
export function logCrashes(logger: Pick<Logger, 'fatal'>): void {
  process.on('uncaughtExceptionMonitor', (err, origin) => {
    logger.fatal({ err, origin }, 'crashed');
  });
}
