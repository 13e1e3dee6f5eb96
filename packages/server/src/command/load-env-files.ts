import { UsageError } from './usage-error.js';

/**
 * Adds the variables of files to the environment, as `node --env-file` does: what is set already stays, and of several
 * files the last one counts.
 *
 * @throws UsageError that names a file that can't be read.
 */
export function loadEnvFiles(files: readonly string[]): void {
  for (const file of [...files].reverse()) {
    try {
      process.loadEnvFile(file);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      throw new UsageError(`--env-file: ${file} can't be read${reason}; name a file such as .env`);
    }
  }
}
