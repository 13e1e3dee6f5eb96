import type { Logger } from '@threepid/core';

/**
 * Leaves out what the framework says while it is made: the same warnings are among those of the start, by the names of the
 * settings, and once, however many processes there are.
 */
export function afterStart<T>(logger: Logger, make: (logger: Logger) => T): T {
  let isStarted = false;
  const made = make({
    debug: (fields, message) => {
      logger.debug(fields, message);
    },
    info: (fields, message) => {
      logger.info(fields, message);
    },
    warn: (fields, message) => {
      if (isStarted) logger.warn(fields, message);
    },
    error: (fields, message) => {
      logger.error(fields, message);
    },
  });
  isStarted = true;
  return made;
}
