import { closestName } from '@threepid/core';
import { reads, type Environment, type Setting } from '../settings/setting.js';
import { setVariables } from '../settings/unknown-settings.js';
import type { Provider } from './provider.js';

type NamedSettings = Pick<Provider, 'name' | 'settings'>;

/**
 * Warnings about variables that look like settings of providers, but that nothing reads: misspelt ones of providers in use,
 * and those of built-in providers that aren't.
 */
export function unreadVariableWarnings(
  environment: Environment,
  used: readonly NamedSettings[],
  known: readonly NamedSettings[],
): readonly string[] {
  const variables = setVariables(environment).map(([name]) => name);
  const read = used.flatMap(({ settings }) => settings);
  const misspelt = used.flatMap((provider) => misspeltWarnings(provider, variables, read));
  const unused = known.filter(({ name }) => used.every((one) => one.name !== name));
  return [...new Set(misspelt), ...unusedWarnings(unused, variables, read)];
}

function misspeltWarnings(
  { name, settings }: NamedSettings,
  variables: readonly string[],
  read: readonly Setting<unknown>[],
): readonly string[] {
  const prefix = prefixOf(settings);
  if (prefix === undefined) return [];
  return variables
    .filter((variable) => variable.startsWith(prefix) && !read.some((setting) => reads(setting, variable)))
    .map((variable) => `${variable}: no setting of ${name}; ${meantBy(variable, settings)}`);
}

/** One line a provider; a variable that several have, once. AWS_REGION and its like are set for many other reasons. */
function unusedWarnings(
  unused: readonly NamedSettings[],
  variables: readonly string[],
  read: readonly Setting<unknown>[],
): readonly string[] {
  const isReadBy = (settings: readonly Setting<unknown>[]) => (variable: string) =>
    settings.some((setting) => reads(setting, variable));
  const left = variables.filter((variable) => !variable.startsWith('AWS_') && !isReadBy(read)(variable));
  return unused.flatMap(({ name, settings }, place) => {
    const before = unused.slice(0, place).flatMap((provider) => provider.settings);
    const own = left.filter(isReadBy(settings)).filter((variable) => !isReadBy(before)(variable));
    const variablesOfIt = own.join(', ');
    return own.length === 0
      ? []
      : [`${variablesOfIt}: not read, because neither THREEPID_SMS nor THREEPID_CHANNELS names ${name}.`];
  });
}

function meantBy(variable: string, settings: readonly Setting<unknown>[]): string {
  const general = settings.find(
    ({ name, byCountry = false }) => byCountry && variable.startsWith(`${name}_`),
  );
  if (general !== undefined) return `a country has two letters there, as in ${general.name}_US`;
  const closest = closestName(
    variable,
    settings.map(({ name }) => name),
  );
  return closest === undefined ? '--help lists them' : `did you mean ${closest}?`;
}

/**
 * The beginning that all names of a provider's settings have, such as `VONAGE_`. Unknown names that begin with THREEPID_
 * are errors, and those of AWS are read by its SDK.
 */
function prefixOf(settings: readonly Setting<unknown>[]): string | undefined {
  const names = settings
    .map(({ name }) => name)
    .filter((name) => !/^(?:THREEPID|AWS)_|_BASE_URL$/.test(name));
  const [first] = names;
  if (first === undefined) return undefined;
  const parts = first.split('_').slice(0, -1);
  const prefixes = parts.map((_, place) => `${parts.slice(0, place + 1).join('_')}_`).reverse();
  return prefixes.find((prefix) => names.every((name) => name.startsWith(prefix)));
}
