import { loggableFields } from '@threepid/core';
import { pino, type DestinationStream, type LogFn, type Logger, type LoggerOptions } from 'pino';

/**
 * The server's log: JSON, one entry a line. It is never passed a request's query, headers or body, and of an error it
 * holds only what `loggableError` lets through, in any field.
 *
 * @param destination Default: standard output.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: loggableFields },
    hooks: { logMethod: logOwnWords },
    // The formatter has already run; pino's own serializer would add every property of an error.
    serializers: { err: (err: unknown) => err },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Without a message from the caller, pino would log the error's. */
function logOwnWords(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [fields, words] = args;
  if (typeof fields === 'object' && words === undefined) method.call(this, fields, 'error');
  else method.apply(this, args);
}
