import { readRecipe, recipeNames } from '@threepid/sms-http';
import { builtInProviders } from './built-in-providers.js';
import { configureDeclared, settingsOfDeclaration } from './declared-provider.js';
import type { Provider } from './provider.js';

/** The recipes of `@threepid/sms-http`, except where there is a provider of that name. A recipe is read when it is used. */
export function recipeProviders(): readonly Provider[] {
  const names = recipeNames().filter((name) => builtInProviders.every((provider) => provider.name !== name));
  return names.map((name) => ({
    name,
    isForDevelopment: false,
    get settings() {
      return settingsOfDeclaration(readRecipe(name));
    },
    configure: (environment) => configureDeclared(name, readRecipe(name), environment),
  }));
}
