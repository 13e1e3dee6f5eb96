// `npm run bench [name ...]`: builds, then runs the benchmarks of test/bench one after the other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build, root } from './build.mjs';

build();
const names = process.argv.slice(2);
const benches = readdirSync(`${root}test/bench`).filter((file) => file.endsWith('.bench.mjs'));
for (const file of benches.filter(
  (bench) => names.length === 0 || names.some((name) => bench.startsWith(name)),
)) {
  const { status } = spawnSync(process.execPath, [`${root}test/bench/${file}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
