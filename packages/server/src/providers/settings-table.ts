import { serverSettings } from '../settings/server-settings.js';
import type { Provider } from './provider.js';

/** The table of the server's own settings, with the names of these providers. */
export function settingsTable(known: readonly Provider[], recipes: readonly Provider[] = []) {
  const channels = known.filter(({ isChannel }) => isChannel === true);
  return serverSettings(namesOf(known), namesOf(recipes), namesOf(channels));
}

function namesOf(providers: readonly Provider[]): readonly string[] {
  return providers.map(({ name }) => name);
}
