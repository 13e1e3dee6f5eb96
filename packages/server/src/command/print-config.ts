import { builtInProviders } from '../providers/built-in-providers.js';
import { recipeProviders } from '../providers/recipe-providers.js';
import { titledSettings } from '../providers/settings-table.js';
import { readOwnSettings, type Settings } from '../read-settings.js';
import type { Environment, Setting } from '../settings/setting.js';
import { linesOfSetting } from '../settings/shown-setting.js';

/**
 * The settings in force, in the form of a .env file, without secrets.
 *
 * @throws SettingsError with all errors of the settings.
 */
export async function configText(environment: Environment): Promise<string> {
  const settings = await readOwnSettings(environment);
  const inForce = inForceOf(settings);
  const linesOf = (all: readonly Setting<unknown>[]) =>
    all.flatMap((setting) => linesOfSetting(setting, environment, inForce.get(setting.name)));
  const groups = titledSettings(builtInProviders, recipeProviders());
  const used = [...new Set([...settings.providers, ...settings.channels])];
  return [
    `NODE_ENV=${environment['NODE_ENV'] ?? ''}`,
    ...groups.flatMap(({ title, settings: own }) => ['', `# ${title}`, ...linesOf(own)]),
    ...used
      .filter(({ settings: own }) => own.length > 0)
      .flatMap(({ name, settings: own }) => ['', `# Settings of ${name}`, ...linesOf(own)]),
  ].join('\n');
}

/** The values in force where the default follows from other settings. */
function inForceOf(settings: Settings): ReadonlyMap<string, string> {
  return new Map([
    ['THREEPID_GUARD', settings.guard],
    ['THREEPID_INBOX', settings.inbox ? 'on' : 'off'],
  ]);
}
