import type { Logger, LogMethod } from '../ports/logger.js';
import { loggableError } from './loggable-error.js';

/**
 * A logger that is handed what `loggableError` lets through of an error, whatever its field is called. Whoever logs an
 * error of others logs by it: an error that comes from outside reaches no log as it is.
 */
export function withLoggableErrors(logger: Logger): Logger {
  const filtered =
    (level: keyof Logger): LogMethod =>
    (fields, message) => {
      logger[level](loggableFields(fields), message);
    };
  return {
    debug: filtered('debug'),
    info: filtered('info'),
    warn: filtered('warn'),
    error: filtered('error'),
  };
}

/** Fields with every error in them reduced: what is called `err`, and what is an error. */
export function loggableFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      (key === 'err' && value !== undefined) || isError(value) ? loggableError(value) : value,
    ]),
  );
}

function isError(value: unknown): boolean {
  try {
    return value instanceof Error;
  } catch {
    // A proxy that refuses to say is logged as little as an error.
    return true;
  }
}
