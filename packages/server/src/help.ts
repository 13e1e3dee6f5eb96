import { optionLines } from './command/help-of-verb.js';
import { serveVerb } from './command/serve-verb.js';
import { commonOptions, type Verb } from './command/verb.js';
import { builtInProviders } from './providers/built-in-providers.js';
import { isDeclarationPath, readDeclarationFile } from './providers/declaration-file.js';
import { settingsOfDeclaration } from './providers/declared-provider.js';
import type { Provider } from './providers/provider.js';
import { recipeProviders } from './providers/recipe-providers.js';
import { titledSettings } from './providers/settings-table.js';
import { list } from './settings/parsers/list.js';
import type { Environment, Setting } from './settings/setting.js';
import { wrapped } from './wrapped.js';

/**
 * The text that `--help` prints.
 *
 * @param providers Default: those that are built in.
 * @param environment its `THREEPID_SMS` and `THREEPID_SMS_HTTP` may name recipes and declarations, whose settings are then shown too.
 * @param verbs of the command line.
 */
export function help(
  version: string,
  providers: readonly Provider[] = builtInProviders,
  environment: Environment = {},
  verbs: readonly Verb[] = [serveVerb],
): string {
  const recipes = recipeProviders();
  const named = [environment['THREEPID_SMS'], environment['THREEPID_SMS_HTTP']].flatMap((names = '') =>
    list(names),
  );
  return [
    ...wrapped(`threepid ${version}: verifies phone numbers, as a Matrix identity server for msisdn.`),
    '',
    'Usage: threepid [VERB] [OPTIONS]',
    '',
    ...verbs.flatMap(describeVerb),
    '',
    'Options of serve, also without a verb:',
    '',
    ...optionLines(serveVerb.options),
    '',
    'Options of every verb:',
    '',
    ...optionLines(commonOptions),
    '',
    ...serveVerb.details.flatMap((paragraph) => wrapped(paragraph)),
    '',
    'Settings, by environment variables. Those of each provider follow at the end.',
    ...titledSettings(providers, recipes).flatMap(({ title, settings }) => describeGroup(title, settings)),
    ...providers.flatMap(describeProvider),
    ...recipes.filter(({ name }) => named.includes(name)).flatMap(describeProvider),
    ...named.filter(isDeclarationPath).flatMap(describeFile),
    '',
    ...wrapped(`Recipes, for THREEPID_SMS too: ${recipes.map(({ name }) => name).join(', ')}.`),
    ...wrapped('If THREEPID_SMS names one, or a declaration of your own, --help shows its settings.'),
  ].join('\n');
}

/** A verb's name and summary; `threepid help VERB` says the rest. */
function describeVerb({ name, arguments: names, summary }: Verb): readonly string[] {
  return [`  ${[name, ...names].join(' ')}`, ...wrapped(summary, '      ')];
}

function describeFile(path: string): readonly string[] {
  const reading = readDeclarationFile(path);
  if (!('declaration' in reading)) return [];
  return describeGroup(`With THREEPID_SMS=${path}`, settingsOfDeclaration(reading.declaration));
}

function describeProvider({ name, isChannel = false, settings }: Provider): readonly string[] {
  const variables = ['THREEPID_SMS', ...(isChannel ? ['THREEPID_CHANNELS'] : [])];
  const title = `With ${variables.map((variable) => `${variable}=${name}`).join(' or ')}`;
  return settings.length === 0 ? [] : describeGroup(title, settings);
}

function describeGroup(title: string, settings: readonly Setting<unknown>[]): readonly string[] {
  return ['', `${title}:`, '', ...settings.flatMap(describe)];
}

function describe({ name, fallback, help: text }: Setting<unknown>): readonly string[] {
  return [`  ${name}${fallback === '' ? '' : ` (default: ${fallback})`}`, ...wrapped(text, '      ')];
}
