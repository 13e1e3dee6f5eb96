// Which libraries a package of the workspace loads when it is imported.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Static imports and re-exports of compiled modules. */
const fromClause = /^(?:import|export)[^'"]*?from '([^']+)'|^import '([^']+)'/gm;

/**
 * The libraries that compiled code imports, by itself and by our packages that it imports: `libphonenumber-js/max`.
 *
 * @param folderOf the folder of one of our packages by its name; undefined for a library.
 */
export function librariesOf(name, folderOf, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  const imported = specifiersIn(join(folderOf(name), 'dist')).filter(
    (specifier) => !/^(?:node:|\.)/.test(specifier),
  );
  const libraries = imported.flatMap((specifier) =>
    folderOf(specifier) === undefined ? [specifier] : librariesOf(specifier, folderOf, seen),
  );
  return [...new Set(libraries)].sort();
}

function specifiersIn(dist) {
  const files = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'));
  return files.flatMap((file) =>
    [...readFileSync(join(dist, file), 'utf8').matchAll(fromClause)].map(([, from, bare]) => from ?? bare),
  );
}
