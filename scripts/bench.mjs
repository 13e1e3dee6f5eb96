// `npm run bench [name ...]`: builds, then runs the benchmarks of test/bench one after the other.
import { readdirSync } from 'node:fs';
import { build, root, run } from './build.mjs';

build();
const names = process.argv.slice(2);
const benches = readdirSync(`${root}test/bench`).filter((file) => file.endsWith('.bench.mjs'));
for (const file of benches.filter(
  (bench) => names.length === 0 || names.some((name) => bench.startsWith(name)),
)) {
  run(process.execPath, [`${root}test/bench/${file}`], { stdio: 'inherit' });
}
