// What the release workflow runs in place of `changeset version`: the lock file and the Helm chart have the versions too.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { orExplain, root } from './build.mjs';

const chart = `${root}packages/server/deploy/helm/threepid/Chart.yaml`;

await orExplain(() => {
  run('npx', ['changeset', 'version']);
  run('npm', ['install', '--package-lock-only', '--ignore-scripts']);
  const { version } = JSON.parse(readFileSync(`${root}packages/server/package.json`, 'utf8'));
  writeFileSync(
    chart,
    readFileSync(chart, 'utf8').replaceAll(/^((?:appV|v)ersion): .*$/gm, `$1: ${version}`),
  );
});

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`'${[command, ...args].join(' ')}' failed`);
}
