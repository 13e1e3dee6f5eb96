// `npm run test:model [-- options]`: checks the models in test/model, and replays their traces. Ends with one line
// `N passed, N failed`. test/model/README.md says what is modelled, and how to read a counterexample.
import { spawnSync } from 'node:child_process';
import { build, root } from './build.mjs';
import { installNpmTools } from './tool-folder.mjs';

build('packages/contract-tests', 'packages/storage-memory', 'packages/storage-redis');
installNpmTools('test/model');
const args = [`${root}test/model/main.mjs`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
