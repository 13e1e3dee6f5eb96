import type { Logger, LogMethod } from '../ports/logger.js';
import { loggableError } from './loggable-error.js';

/**
 * A logger that passes every error through `loggableError`, whatever its field is called. Use it wherever you log
 * errors of others, so that none of them reaches a log unchanged.
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

/** Fields with every error in them reduced: the field `err`, and every field that is an error. */
export function loggableFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const loggable = { ...fields };
  for (const key of Object.keys(loggable)) {
    const value = loggable[key];
    if ((key === 'err' && value !== undefined) || isError(value)) loggable[key] = loggableError(value);
  }
  return loggable;
}

function isError(value: unknown): boolean {
  if (typeof value !== 'object' && typeof value !== 'function') return false;
  try {
    return value instanceof Error;
  } catch {
    // A Proxy object that throws is treated like an error.
    return true;
  }
}
