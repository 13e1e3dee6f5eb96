import { loggableFields } from '@threepid/core';
import { pino, type DestinationStream, type LogFn, type Logger, type LoggerOptions } from 'pino';

/**
 * The server's log: JSON, a line each. No query, header or body of a request is ever handed to it, and of an error it
 * holds what `loggableError` lets through, whatever its field is called.
 *
 * @param destination standard output unless told.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: loggableFields },
    hooks: { logMethod: logOwnWords },
    // The formatter has been there; pino's own serializer would add every property of an error.
    serializers: { err: (err: unknown) => err },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Without words of the caller's, pino takes those of the error. */
function logOwnWords(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [fields, words] = args;
  if (typeof fields === 'object' && words === undefined) method.call(this, fields, 'error');
  else method.apply(this, args);
}
