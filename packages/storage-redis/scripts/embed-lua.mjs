// Writes src/scripts/scripts.ts from the .lua files beside it, so that they ship as strings and `tsc -b` alone builds
// the package. `--check` writes nothing and fails if the file is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../src/scripts/', import.meta.url);
const target = new URL('scripts.ts', folder);

const read = (name) => readFileSync(new URL(name, folder), 'utf8').trimEnd();
const withIncludes = (lua) => lua.replace(/^-- @include (\S+)$/gm, (_, name) => read(`include/${name}.lua`));
const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function constant(file) {
  const lua = withIncludes(read(file)).replace(/[`\\]|\$(?=\{)/g, '\\$&');
  return `export const ${camelCase(file.replace('.lua', ''))} = \`${lua}\n\`;\n`;
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.lua'))
  .sort();
const source = `// Written by scripts/embed-lua.mjs from the .lua files beside this one: change those.\n\n${files.map(constant).join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(target, source);
else if (readFileSync(target, 'utf8') !== source) {
  console.error('src/scripts/scripts.ts is stale: run `node packages/storage-redis/scripts/embed-lua.mjs`');
  process.exitCode = 1;
}
