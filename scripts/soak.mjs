// `npm run test:soak [-- --minutes N | --short]`: builds, and runs test/soak/soak.ts, which needs redis-server 7. Ends with
// one line `N passed, N failed`.
import { build, root } from './build.mjs';
import { countedRun, runProgram } from './counts-line.mjs';
import { ensureRedisServer } from './test-requirements.mjs';

await countedRun(() => {
  build();
  if (!process.argv.includes('--help')) ensureRedisServer();
  const program = `${root}test/dist-test/soak/soak.js`;
  runProgram(['--enable-source-maps', program, ...process.argv.slice(2)]);
});
