import { readRecipe, recipeNames } from '@threepid/sms-http';
import { isModulePath } from '../settings/parsers/module-path.js';
import { text } from '../settings/parsers/text.js';
import type { Environment, Setting } from '../settings/setting.js';
import { declarationFileProvider } from './declaration-file.js';
import { configureDeclared } from './declared-provider.js';
import { unusableProvider, type ConfiguredProvider, type Provider } from './provider.js';

const declaration: Setting<string> = {
  name: 'THREEPID_SMS_HTTP',
  fallback: '',
  help: "The path of a declaration, such as ./my-provider.json, or a recipe's name. THREEPID_SMS takes both too, which is shorter.",
  parse: text,
};

/** Any provider with an HTTP API, by the declaration that a setting of its own names. */
export const httpProvider: Provider = {
  name: 'http',
  isForDevelopment: false,
  settings: [declaration],
  configure: (environment) => {
    const provider = configured(environment[declaration.name]?.trim() ?? '', environment);
    return { ...provider, settings: [declaration, ...provider.settings] };
  },
};

function configured(named: string, environment: Environment): ConfiguredProvider {
  if (isModulePath(named)) return declarationFileProvider(named, environment, declaration.name);
  if (recipeNames().includes(named)) return configureDeclared(named, readRecipe(named), environment);
  const error = `${declaration.name}: must be a path, such as ./my-provider.json, or one of: ${recipeNames().join(', ')}`;
  return unusableProvider('http', [error]);
}
