import { list } from './list.js';
import { isModulePath } from './module-path.js';

/** Accepts a comma-separated list of registered providers and of paths of modules. */
export function providerNames(known: readonly string[]): (value: string) => readonly string[] {
  return (value) => {
    const names = list(value);
    if (names.length === 0) throw new TypeError('must name a provider');
    if (!names.every((name) => known.includes(name) || isModulePath(name))) {
      throw new TypeError(
        `must be one of: ${known.join(', ')}; or the path of a module, such as ./my-sender.mjs`,
      );
    }
    if (new Set(names).size < names.length) throw new TypeError('must name each provider once');
    return names;
  };
}
