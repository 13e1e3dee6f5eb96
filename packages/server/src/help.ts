import { builtInProviders } from './providers/built-in-providers.js';
import { isDeclarationPath, readDeclarationFile } from './providers/declaration-file.js';
import { settingsOfDeclaration } from './providers/declared-provider.js';
import type { Provider } from './providers/provider.js';
import { recipeProviders } from './providers/recipe-providers.js';
import { settingsTable } from './providers/settings-table.js';
import { list } from './settings/parsers/list.js';
import type { Environment, Setting } from './settings/setting.js';

/**
 * The text that `--help` prints.
 *
 * @param providers Default: those that are built in.
 * @param environment its `THREEPID_SMS` and `THREEPID_SMS_HTTP` may name recipes and declarations, whose settings are then shown too.
 */
export function help(
  version: string,
  providers: readonly Provider[] = builtInProviders,
  environment: Environment = {},
): string {
  const recipes = recipeProviders();
  const named = [environment['THREEPID_SMS'], environment['THREEPID_SMS_HTTP']].flatMap((names = '') =>
    list(names),
  );
  return [
    `threepid ${version}: verifies phone numbers, as a Matrix identity server for msisdn.`,
    '',
    'Usage: threepid [--help] [--version]',
    '',
    'SIGTERM or SIGINT (Ctrl-C) stops it: it takes no new connections and answers in-flight requests within 25',
    'seconds. A second signal after 3 seconds or more ends it at once; an earlier one is ignored.',
    '',
    'Settings, by environment variables:',
    '',
    ...Object.values(settingsTable(providers, recipes)).flatMap(describe),
    ...providers.flatMap(describeProvider),
    ...recipes.filter(({ name }) => named.includes(name)).flatMap(describeProvider),
    ...named.filter(isDeclarationPath).flatMap(describeFile),
    '',
    `Recipes, for THREEPID_SMS too: ${recipes.map(({ name }) => name).join(', ')}.`,
    'If THREEPID_SMS names one, or a declaration of your own, --help shows its settings.',
  ].join('\n');
}

function describeFile(path: string): readonly string[] {
  const reading = readDeclarationFile(path);
  if (!('declaration' in reading)) return [];
  return describeSettings(path, settingsOfDeclaration(reading.declaration));
}

function describe({ name, fallback, help: text }: Setting<unknown>): readonly string[] {
  return [`  ${name}${fallback === '' ? '' : ` (default: ${fallback})`}`, `      ${text}`];
}

function describeProvider({ name, isChannel = false, settings }: Provider): readonly string[] {
  const variables = isChannel ? 'THREEPID_SMS or THREEPID_CHANNELS' : 'THREEPID_SMS';
  return settings.length === 0 ? [] : describeSettings(name, settings, variables);
}

function describeSettings(
  name: string,
  settings: readonly Setting<unknown>[],
  variables = 'THREEPID_SMS',
): readonly string[] {
  return ['', `With ${variables}=${name}:`, '', ...settings.flatMap(describe)];
}
