// `npm run test:soak [-- --minutes N | --short]`: builds, and runs test/soak/soak.ts, which needs redis-server 7. Ends with
// one line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { build, orExplain, root } from './build.mjs';
import { ensureRedisServer } from './test-requirements.mjs';

await orExplain(() => {
  build();
  if (!process.argv.includes('--help')) ensureRedisServer();
  const program = `${root}test/dist-test/soak/soak.js`;
  const { status } = spawnSync(
    process.execPath,
    ['--enable-source-maps', program, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
});
