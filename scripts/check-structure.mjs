// Checks which way imports point, by the rules of structure-rules.mjs: prints what breaks them, and ends with 1. Reads the
// sources, so that nothing need be compiled. Its argument is another root to check; the tests plant imports there.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { embedRecipes } from '../packages/sms-http/scripts/embed-recipes.mjs';
import { embedLua } from '../packages/storage-redis/scripts/embed-lua.mjs';
import { orExplain, root } from './build.mjs';
import { workspaces } from './stale-output.mjs';
import { structureRules } from './structure-rules.mjs';

const baseDir = resolve(process.argv[2] ?? root);

await orExplain(async () => {
  // Imported by the Redis storage and by sms-http, and not in git.
  if (baseDir === resolve(root)) {
    embedLua();
    embedRecipes();
  }
  const folders = workspaces(baseDir);
  const { output, exitCode } = await cruise(
    folders.map((folder) => `${folder}/src`).filter((folder) => existsSync(join(baseDir, folder))),
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: structureRules },
      // Imports of types count.
      tsPreCompilationDeps: true,
      combinedDependencies: false,
      doNotFollow: { path: 'node_modules' },
      outputType: 'err-long',
    },
    {
      // SvelteKit's name of its `src/lib`.
      alias: { ...aliases(folders), $lib: join(baseDir, 'examples/sveltekit/src/lib') },
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  );
  console.log(output.trim());
  process.exitCode = exitCode > 0 ? 1 : 0;
});

/** Leads imports of our packages to their sources: `dist` may be of another time. */
function aliases(folders) {
  const all = folders.flatMap((folder) => {
    const { name, exports = {} } = JSON.parse(readFileSync(join(baseDir, folder, 'package.json'), 'utf8'));
    return Object.entries(exports)
      .filter(([, { types }]) => types !== undefined)
      .map(([path, { types }]) => [`${name}${path.slice(1)}$`, join(baseDir, folder, sourceOf(types))]);
  });
  return Object.fromEntries(all);
}

function sourceOf(declarations) {
  return declarations.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts');
}
