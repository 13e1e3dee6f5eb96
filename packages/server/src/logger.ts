import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The server's log: JSON, a line each. No query, header or body of a request is ever handed to it.
 *
 * @param destination standard output unless told.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A path as it may be logged: without its query, and with nothing in it that could be a number or a secret. */
export function loggablePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return /^[A-Za-z0-9/_.-]{1,80}$/.test(path) ? path.replace(/[0-9]{4,}/g, '*') : '(unrecognized)';
}
