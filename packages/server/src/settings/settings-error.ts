/** Error of settings that can't be used. The message lists every error with its fix. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  /** @param errors one for each variable, such as `PORT: must be a whole number from 0 to 65535`. */
  constructor(readonly errors: readonly string[]) {
    super(`These settings must change:\n${errors.map((error) => `  - ${error}`).join('\n')}`);
  }
}
