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

/**
 * A path as it may be logged: what is below `/_matrix` and the server's own paths, without its query, and without long
 * numbers. What stands before it may be a fence (`THREEPID_V1_PREFIX`), and other paths may be anything.
 */
export function loggablePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  const known = /\/(?:_matrix|_threepid|health)\/[A-Za-z0-9/_.-]{1,80}$/.exec(path)?.[0];
  return known?.replace(/[0-9]{4,}/g, '*') ?? '(unrecognized)';
}
