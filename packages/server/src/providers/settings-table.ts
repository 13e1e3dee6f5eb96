import { serverSettings, settingGroups } from '../settings/server-settings.js';
import type { Provider } from './provider.js';

/** The table of the server's own settings, with the names of these providers. */
export function settingsTable(known: readonly Provider[], recipes: readonly Provider[] = []) {
  return serverSettings(...namesFor(known, recipes));
}

/** The groups of the server's own settings, by their titles, with the names of these providers. */
export function titledSettings(known: readonly Provider[], recipes: readonly Provider[] = []) {
  const groups = settingGroups(...namesFor(known, recipes));
  return Object.entries(groups).map(([name, settings]) => ({
    title: titles[name as keyof typeof groups],
    settings: Object.values(settings),
  }));
}

const titles: Readonly<Record<keyof ReturnType<typeof settingGroups>, string>> = {
  basic: 'Address and secrets',
  storage: 'Storage',
  providers: 'Providers and channels',
  messages: 'Messages, limits and the guard',
  callers: 'Callers',
  hooks: 'Auth products',
  operation: 'Processes and the log',
  telemetry: 'Metrics and traces',
};

function namesFor(known: readonly Provider[], recipes: readonly Provider[]) {
  const channels = known.filter(({ isChannel }) => isChannel === true);
  return [namesOf(known), namesOf(recipes), namesOf(channels)] as const;
}

function namesOf(providers: readonly Provider[]): readonly string[] {
  return providers.map(({ name }) => name);
}
