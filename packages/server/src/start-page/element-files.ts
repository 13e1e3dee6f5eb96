import { readFile } from 'node:fs/promises';

/** Path below which the element's files are. */
export const elementPath = '/_threepid/element/';

/** The element's scripts lie in one folder, and load each other from there. */
const scriptName = /^[\w-]+\.js$/;

/** The text of a script of the installed element; undefined if there is none at this path. */
export async function elementScript(path: string): Promise<string | undefined> {
  const name = path.slice(elementPath.length);
  if (!path.startsWith(elementPath) || !scriptName.test(name)) return undefined;
  const file = new URL(name, import.meta.resolve('@threepid/element'));
  return readFile(file, 'utf8').catch(() => undefined);
}
