import { list } from './list.js';
import { isModulePath } from './module-path.js';

/**
 * Accepts a comma-separated list of registered providers, of recipes, and of paths of modules and declarations.
 *
 * @param recipes names of recipes.
 */
export function providerNames(
  known: readonly string[],
  recipes: readonly string[],
): (value: string) => readonly string[] {
  return (value) => {
    const names = list(value);
    if (names.length === 0) throw new TypeError('must name a provider');
    if (!names.every((name) => known.includes(name) || recipes.includes(name) || isModulePath(name))) {
      throw new TypeError(
        `must be one of: ${known.join(', ')}; a recipe: ${recipes.join(', ')}; or a path, such as ./my-sender.mjs or ./my-provider.json`,
      );
    }
    if (new Set(names).size < names.length) throw new TypeError('must name each provider once');
    return names;
  };
}
