import { readTable, type TableReading } from '../settings/read-table.js';
import type { Environment, Setting } from '../settings/setting.js';
import { errorsOfProvider } from './errors-of-provider.js';
import type { ProviderDefinition } from './provider-definition.js';
import type { ConfiguredProvider, Provider } from './provider.js';

/** Makes a provider from its definition. */
export function defineProvider<V extends object>(definition: ProviderDefinition<V>): Provider {
  const { name, isForDevelopment = false, isChannel = false } = definition;
  const settings = Object.values<Setting<unknown>>(definition.settings);
  return {
    name,
    isForDevelopment,
    isChannel,
    settings,
    configure: (environment) => ({
      name,
      isForDevelopment,
      settings,
      ...configured(definition, readingOf(definition, environment)),
    }),
  };
}

function readingOf<V>(
  { settings, complete = (values) => values }: ProviderDefinition<V>,
  environment: Environment,
): TableReading<V> {
  const { values, errors } = readTable(settings, environment);
  return { values: complete(values, environment), errors };
}

function configured<V extends object>(
  definition: ProviderDefinition<V>,
  { values, errors }: TableReading<V>,
): Pick<ConfiguredProvider, 'errors' | 'check' | 'open'> {
  return {
    errors,
    check: () => errorsOfProvider(definition, values),
    // Without errors, no value is missing.
    open: async (logger, callbackUrlOf) => definition.open(values as V, logger, callbackUrlOf),
  };
}
