import { builtInProviders } from './providers/built-in-providers.js';
import type { ConfiguredProvider, Provider } from './providers/provider.js';
import { errorsAcross } from './settings/check-settings.js';
import { isForThisMachine } from './settings/is-for-this-machine.js';
import { readTable } from './settings/read-table.js';
import { serverSettings, type ServerSettings } from './settings/server-settings.js';
import type { Environment } from './settings/setting.js';
import { SettingsError } from './settings/settings-error.js';

/** The server's settings, read and checked. */
export type Settings = Awaited<ReturnType<typeof readSettings>>;

/**
 * Reads the settings. Looks into the files of the AWS SDK where SNS is to send, and opens no connection.
 *
 * @param known the providers that `THREEPID_SMS` may name. Default: those that are built in.
 * @throws SettingsError with all errors at once, each by its variable.
 */
export async function readSettings(environment: Environment, known: readonly Provider[] = builtInProviders) {
  const { values, errors } = readTable(serverSettings(known.map(({ name }) => name)), environment);
  const production = environment['NODE_ENV'] === 'production';
  const providers = configured(values.sms ?? [], known, environment);
  const all = [
    ...errors,
    ...providers.flatMap((provider) => provider.errors),
    ...errorsAcross(values, production),
    ...(await Promise.all(providers.map((provider) => provider.check()))).flat(),
  ];
  if (all.length > 0) throw new SettingsError(all);
  // Without errors, all of them are there.
  const own = values as ServerSettings;
  return { ...own, providers, production, inbox: isInboxOn(own, providers, production) };
}

/** The named providers alone: nobody is asked for the settings of a provider that isn't used. */
function configured(
  names: readonly string[],
  known: readonly Provider[],
  environment: Environment,
): readonly ConfiguredProvider[] {
  return names
    .flatMap((name) => known.filter((provider) => provider.name === name))
    .map((provider) => provider.configure(environment));
}

/** By itself only where nobody but this machine reaches the server, and no message goes to a customer. */
function isInboxOn(
  settings: ServerSettings,
  providers: readonly ConfiguredProvider[],
  production: boolean,
): boolean {
  if (settings.inbox !== undefined) return settings.inbox === 'on';
  return (
    !production && isForThisMachine(settings) && providers.every(({ isForDevelopment }) => isForDevelopment)
  );
}
