import { closestName } from '@threepid/core';
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
    const all = [...known, ...recipes];
    const unknown = names.find((name) => !all.includes(withoutMark(name)) && !isModulePath(name));
    if (unknown !== undefined) {
      throw new TypeError(
        `must be one of: ${known.join(', ')}; a recipe: ${recipes.join(', ')}; or a path, such as ./my-sender.mjs or ./my-provider.json${hintAbout(unknown, all)}`,
      );
    }
    if (new Set(names.map(withoutMark)).size < names.length)
      throw new TypeError('must name each provider once');
    return names;
  };
}

/** The console, of which somebody wants to say that it is meant, in production too. */
export const meantConsole = 'console!';

/** The name of a provider in `THREEPID_SMS`, without the mark that it is meant. */
export function withoutMark(name: string): string {
  return name === meantConsole ? name.slice(0, -1) : name;
}

/** Says what was probably meant, without the name itself: it may be a secret at the wrong place. */
function hintAbout(unknown: string, names: readonly string[]): string {
  if (/[\\/]|\.(?:[cm]?js|json)$/.test(unknown)) return '; a path begins with ./, ../ or /';
  const meant = closestName(unknown, names);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
