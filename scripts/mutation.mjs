// `npm run test:mutation -- PART [folder or file of its src ...]`: changes the code in one small place at a time, a mutant,
// and runs the tests that reach it: one of them should fail. Ends with the score of each folder, the mutants that no test
// notices, and one line `N passed, N failed`. What is known of the last run and can't have changed isn't tried again, unless
// `--all` is there.
import { parseArgs } from 'node:util';
import { build, orExplain, root } from './build.mjs';
import { installNpmTools } from './tool-folder.mjs';
import { parts } from '../test/mutation/parts.mjs';
import { printReport } from '../test/mutation/report.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false } },
});
const [name, ...places] = positionals;

await orExplain(async () => {
  const part = parts[name];
  if (part === undefined) throw new Error(`name a part: ${Object.keys(parts).join(', ')}`);
  build(...part.projects);
  installNpmTools('test/mutation');
  const { mutantsOf } = await import('../test/mutation/mutants-of.mjs');
  const failed = printReport(mutantsOf({ root, name, part, places, force: options.all }));
  process.exitCode = failed > 0 ? 1 : 0;
});
