import { oneOf } from './parsers/one-of.js';
import { readTable } from './read-table.js';
import type { Environment } from './setting.js';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** `THREEPID_LOG_LEVEL`. */
export const logLevelSetting = {
  name: 'THREEPID_LOG_LEVEL',
  fallback: 'info',
  help: `One of ${levels.join(', ')}.`,
  parse: oneOf(...levels),
};

/** The level of the log before all settings are read: the default if it can't be read. */
export function logLevelOf(environment: Environment): string {
  const { values } = readTable({ level: logLevelSetting }, environment);
  return values.level ?? logLevelSetting.fallback;
}
