import type { GuardMode } from '@threepid/core';
import { inOneLine } from './in-one-line.js';
import { builtInProviders } from './providers/built-in-providers.js';
import { declarationFileProvider, isDeclarationPath } from './providers/declaration-file.js';
import { moduleProvider } from './providers/module-provider.js';
import type { ConfiguredProvider, Provider } from './providers/provider.js';
import { recipeProviders } from './providers/recipe-providers.js';
import { settingsTable } from './providers/settings-table.js';
import { unreadVariableWarnings } from './providers/unread-variables.js';
import { consoleError, isConsoleByMistake } from './settings/check-console.js';
import { errorsAcross } from './settings/check-settings.js';
import { isForThisMachine } from './settings/is-for-this-machine.js';
import { isModulePath } from './settings/parsers/module-path.js';
import { meantConsole, withoutMark } from './settings/parsers/provider-names.js';
import { nodeEnvErrors } from './settings/node-env.js';
import { readTable } from './settings/read-table.js';
import type { ServerSettings } from './settings/server-settings.js';
import type { Environment } from './settings/setting.js';
import { SettingsError } from './settings/settings-error.js';
import { unknownSettingErrors } from './settings/unknown-settings.js';

/** The server's settings, read and checked. */
export type Settings = Awaited<ReturnType<typeof readSettings>>;

/**
 * Reads and checks the settings. With AWS, it reads the files of the AWS SDK too. It opens no connection, and loads no
 * module that `THREEPID_SMS` names.
 *
 * @param known the providers that `THREEPID_SMS` may name. Default: those that are built in.
 * @throws SettingsError with all errors, each by its variable.
 */
export async function readSettings(environment: Environment, known: readonly Provider[] = builtInProviders) {
  const { settings, errors } = await readingOf(environment, known);
  if (settings === undefined) throw new SettingsError(errors);
  return settings;
}

/**
 * As `readSettings`, for a server that has no sender but those of `THREEPID_SMS`: in production, the console must be meant.
 *
 * @throws SettingsError with all errors, each by its variable.
 */
export async function readOwnSettings(environment: Environment): Promise<Settings> {
  const { settings, errors, byMistake } = await readingOf(environment, builtInProviders);
  const all = [...errors, ...(byMistake ? [consoleError] : [])];
  if (settings === undefined || all.length > 0) throw new SettingsError(all);
  return settings;
}

async function readingOf(environment: Environment, known: readonly Provider[]) {
  const recipes = recipeProviders();
  const table = settingsTable(known, recipes);
  const { values, errors } = readTable(table, environment);
  const production = environment['NODE_ENV'] === 'production';
  const isConsoleMeant = values.sms?.includes(meantConsole) ?? false;
  const names: readonly string[] = values.sms?.map(withoutMark) ?? [];
  const byName = configured([...names, ...(values.channels ?? [])], [...known, ...recipes], environment);
  const used = [...byName.values()];
  const settingsOf = [...known, ...used].flatMap(({ settings }) => settings);
  const all = [
    ...errors,
    ...nodeEnvErrors(environment),
    ...unknownSettingErrors(environment, [...Object.values(table), ...settingsOf]),
    ...(await errorsOf(used)),
    ...errorsAcross(values, production),
  ];
  const byMistake = isConsoleByMistake({ providers: used, production, isConsoleMeant });
  // Providers may share a variable, such as AWS_REGION. A value or a file that an error quotes may have several lines.
  if (all.length > 0) return { settings: undefined, errors: [...new Set(all.map(inOneLine))], byMistake };
  // Without errors, no value is missing.
  const own = values as ServerSettings;
  const settings = {
    ...own,
    sms: names,
    guard: guardModeOf(own),
    providers: names.flatMap((name) => byName.get(name) ?? []),
    channels: own.channels.flatMap((name) => byName.get(name) ?? []),
    production,
    /** True if `THREEPID_SMS` says so: `console!`. */
    isConsoleMeant,
    inbox: isInboxOn(own, used, production),
    /** As it was set. */
    inboxSetting: own.inbox,
    /** About variables that are not read. */
    warnings: unreadVariableWarnings(environment, used, known),
  };
  return { settings, errors: [], byMistake };
}

/**
 * The named providers only: settings of a provider that isn't used are not needed. One that is named twice, for messages and
 * as a channel, is the same provider.
 */
function configured(
  names: readonly string[],
  known: readonly Provider[],
  environment: Environment,
): ReadonlyMap<string, ConfiguredProvider> {
  const entries = [...new Set(names)].flatMap((name) => {
    if (isModulePath(name)) return [[name, providerOfFile(name, environment)] as const];
    const named = known.find((provider) => provider.name === name);
    return named === undefined ? [] : [[name, named.configure(environment)] as const];
  });
  return new Map(entries);
}

async function errorsOf(providers: readonly ConfiguredProvider[]): Promise<readonly string[]> {
  const checked = await Promise.all(providers.map((provider) => provider.check()));
  return [...providers.flatMap(({ errors }) => errors), ...checked.flat()];
}

function providerOfFile(path: string, environment: Environment): ConfiguredProvider {
  if (isDeclarationPath(path)) return declarationFileProvider(path, environment);
  return moduleProvider(path, environment);
}

/** As `createThreepid` chooses it. */
function guardModeOf({ guard, limits }: ServerSettings): GuardMode {
  return guard ?? (limits === 'off' ? 'off' : 'enforce');
}

/** On by default only if no other machine can reach the server and no real message is sent. */
function isInboxOn(
  settings: ServerSettings,
  providers: readonly ConfiguredProvider[],
  production: boolean,
): boolean {
  if (settings.inbox !== undefined) return settings.inbox === 'on';
  return (
    !production &&
    settings.processes === 1 &&
    isForThisMachine(settings) &&
    providers.every(({ isForDevelopment }) => isForDevelopment)
  );
}
