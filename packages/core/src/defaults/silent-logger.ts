import type { Logger, LogMethod } from '../ports/logger.js';

const nothing: LogMethod = () => undefined;

/** Logs nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
