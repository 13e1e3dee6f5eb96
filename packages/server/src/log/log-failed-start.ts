import type { Logger } from 'pino';
import { SettingsError } from '../settings/settings-error.js';

/** Logs that the server, or one of its processes, didn't start. What a person has to do about it is on standard error. */
export function logFailedStart(logger: Pick<Logger, 'fatal'>, error: unknown): void {
  const fields = error instanceof SettingsError ? { errors: error.errors } : { err: error };
  logger.fatal(fields, 'not started');
}
