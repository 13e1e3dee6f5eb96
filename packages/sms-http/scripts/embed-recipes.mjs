// Writes src/embedded-recipes.ts from the files of recipes/, so that an app that is bundled, such as one on Next.js, has
// them too: a bundler doesn't follow a file that is read at run time. It isn't in git: scripts/build.mjs and `npm install`
// write it, as they write the scripts of storage-redis.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = new URL('../recipes/', import.meta.url);
const target = new URL('../src/embedded-recipes.ts', import.meta.url);

export function embedRecipes() {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const source = `// Written by scripts/embed-recipes.mjs from the files of recipes/: change those.

/** The JSON of each recipe, by its name. */
export const embeddedRecipes: Readonly<Record<string, string>> = {
${files.sort().map(property).join('\n')}
};
`;
  if (!existsSync(target) || readFileSync(target, 'utf8') !== source) writeFileSync(target, source);
}

function property(file) {
  const json = JSON.stringify(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  return `  ${JSON.stringify(file.replace(/\.json$/, ''))}: ${JSON.stringify(json)},`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) embedRecipes();
