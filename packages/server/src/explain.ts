import { CommandError } from './command/command-error.js';
import { UsageError } from './command/usage-error.js';
import { SettingsError } from './settings/settings-error.js';

/** Fixes for errors of listening, by their codes. */
const solutionByCode: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use: stop what listens there, or set PORT to another one (0: any free one).',
  EACCES: 'The port needs special permission: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine: set it to one, or to 0.0.0.0 for all.',
  ENOTFOUND: 'HOST is neither an address nor a name of this machine: set it to one, or to 0.0.0.0 for all.',
};

/** Explains to a person why the server didn't start. */
export function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof CommandError) return error.message;
  if (error instanceof SettingsError) return `${error.message}\n\n--help lists all settings.`;
  if (error instanceof Error && 'code' in error) {
    const solution = solutionByCode[String(error.code)];
    if (solution !== undefined) return solution;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
