// Writes src/scripts/scripts.ts from the .lua files beside it, so that the scripts ship as strings. That file isn't in git:
// scripts/build.mjs and `npm install` write it. It is left alone if nothing changed, and `tsc -b` has nothing to do then.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = new URL('../src/scripts/', import.meta.url);
const target = new URL('scripts.ts', folder);

export function embedLua() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.lua'));
  const head = '// Written by scripts/embed-lua.mjs from the .lua files beside this one: change those.';
  const source = [head, ...files.sort().map(constant)].join('\n\n') + '\n';
  if (!existsSync(target) || readFileSync(target, 'utf8') !== source) writeFileSync(target, source);
}

/**
 * The text of a script as it ships.
 *
 * @param name such as `open`.
 * @param read the source of a name: of the script, and of `include/NAME`.
 */
export function shippedScript(name, read) {
  const text = read(name).trimEnd();
  return `${text.replace(/^-- @include (\S+)$/gm, (_, included) => read(`include/${included}`).trimEnd())}\n`;
}

function constant(file) {
  const name = file.replace('.lua', '');
  const lua = shippedScript(name, read).replace(/[`\\]|\$(?=\{)/g, '\\$&');
  return `export const ${camelCase(name)}: string = \`${lua}\`;`;
}

function read(name) {
  return readFileSync(new URL(`${name}.lua`, folder), 'utf8');
}

function camelCase(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) embedLua();
