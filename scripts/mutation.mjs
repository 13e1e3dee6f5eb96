// `npm run test:mutation -- PART [folder or file of its src ...]`: changes the code in one small place at a time, a mutant,
// and runs the tests that reach it: one of them should fail. Ends with the score of each folder, the mutants that no test
// notices, and one line `N passed, N failed`. What is known of the last run and can't have changed isn't tried again, unless
// `--all` is there.
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { countedRun } from './counts-line.mjs';
import { installNpmTools } from './tool-folder.mjs';
import { parts } from '../test/mutation/parts.mjs';
import { printReport } from '../test/mutation/report.mjs';

const help = `npm run test:mutation -- PART [PLACE ...] [options]

Changes the code of a part in one small place at a time, and runs the tests that reach it: one of them should fail. A PLACE
is a folder or a file of the part's src, or a script of lua, such as open or include/money; without one, the whole part is
tested, which may take an hour.

Parts: ${Object.keys(parts).join(', ')}, lua

  --all   tries what the last run has tried again, too
  --help  this text
`;

const { values: options, names } = readCommandLine(help, { all: { type: 'boolean', default: false } });
const [name, ...places] = names;

await countedRun(async () => {
  const find = name === 'lua' ? mutantsOfScripts : mutantsOfPart;
  const failed = printReport(await find());
  process.exitCode = failed > 0 ? 1 : 0;
});

async function mutantsOfPart() {
  const part = parts[name];
  if (part === undefined) throw new Error(`name a part: ${Object.keys(parts).join(', ')}, lua`);
  build(...part.projects);
  installNpmTools('test/mutation');
  const { mutantsOf } = await import('../test/mutation/mutants-of.mjs');
  return mutantsOf({ root, name, part, places, force: options.all });
}

async function mutantsOfScripts() {
  build('packages/storage-redis/test');
  installNpmTools('test/mutation');
  const { mutantsOfLua } = await import('../test/mutation/lua/lua-mutants.mjs');
  return mutantsOfLua({ root, places });
}
