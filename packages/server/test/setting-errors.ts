import { readSettings, SettingsError, type Environment, type Provider } from 'threepid';

/** The errors of an environment's settings. */
export async function settingErrors(
  environment: Environment,
  known?: readonly Provider[],
): Promise<readonly string[]> {
  try {
    await readSettings(environment, known);
  } catch (error) {
    if (error instanceof SettingsError) return error.errors;
    throw error;
  }
  return [];
}
