// `npm run test:model [-- options]`: checks the models in test/model, and replays their traces. Ends with one line
// `N passed, N failed`. test/model/README.md says what is modelled, and how to read a counterexample.
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { countedRun, runProgram } from './counts-line.mjs';
import { ensureRedisServer } from './test-requirements.mjs';
import { installNpmTools } from './tool-folder.mjs';

const help = `npm run test:model -- [NAME ...] [options]

Checks the models of sessions, the guard and money in Quint, and replays their random runs on the storages. With names, only
the parts in whose names one of them occurs, such as: codes, planted, traces, balances. Takes two minutes and redis-server 7.

  --seed=N    repeats the random runs of an earlier run; default: a new one, which is printed
  --traces=N  how many runs of sessions are replayed; default 400
  --help      this text
`;

readCommandLine(help, {
  seed: { type: 'string', isNumber: true },
  traces: { type: 'string', isNumber: true },
});

await countedRun(() => {
  build('packages/contract-tests', 'packages/storage-memory', 'packages/storage-redis');
  ensureRedisServer();
  installNpmTools('test/model');
  runProgram([`${root}test/model/main.mjs`, ...process.argv.slice(2)]);
});
