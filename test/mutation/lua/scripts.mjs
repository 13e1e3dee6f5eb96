// The Lua scripts of the Redis storage: their sources, and which script includes which.
import { readdirSync, readFileSync } from 'node:fs';
import { shippedScript } from '../../../packages/storage-redis/scripts/embed-lua.mjs';

export const folder = 'packages/storage-redis/src/scripts';

/** The sources by their names, such as `open` and `include/money`. */
export function readLua(root) {
  const names = ['', 'include/'].flatMap((below) =>
    readdirSync(`${root}${folder}/${below}`)
      .filter((file) => file.endsWith('.lua'))
      .map((file) => below + file.slice(0, -'.lua'.length)),
  );
  return new Map(names.map((name) => [name, readFileSync(`${root}${folder}/${name}.lua`, 'utf8')]));
}

/**
 * The texts that change if a source does: those of its script, or of all that include it.
 *
 * @param sources all.
 * @returns pairs of the text as it ships, and the changed one.
 */
export function changedTexts(sources, name, changed) {
  const after = new Map(sources).set(name, changed);
  return [...sources.keys()]
    .filter((script) => !script.startsWith('include/'))
    .map((script) => [textOf(script, sources), textOf(script, after)])
    .filter(([before, now]) => before !== now);
}

/** The names of the scripts that have a source in them. */
export function scriptsWith(sources, name) {
  const included = `-- @include ${name.replace('include/', '')}\n`;
  return name.startsWith('include/')
    ? [...sources.keys()].filter((script) => sources.get(script).includes(included))
    : [name];
}

function textOf(script, sources) {
  return shippedScript(script, (name) => sources.get(name));
}
