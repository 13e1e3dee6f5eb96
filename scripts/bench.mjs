// `npm run bench -- [name ...] [options]`: builds, then runs the benches of test/bench one after the other, all or those
// whose names begin so. Options are passed on to them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build, orExplain, root } from './build.mjs';

const folder = `${root}test/bench`;
const suffix = '.bench.mjs';

const given = process.argv.slice(2);
const first = given.findIndex((argument) => argument.startsWith('-'));
const names = first === -1 ? given : given.slice(0, first);
const options = first === -1 ? [] : given.slice(first);

await orExplain(async () => {
  const known = readdirSync(folder).filter((file) => file.endsWith(suffix));
  const benches = known.filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
  if (benches.length === 0) throw new Error(`no such bench; there are ${known.map(nameOf).join(', ')}`);
  build();
  for (const bench of benches) run(bench);
});

function nameOf(file) {
  return file.slice(0, -suffix.length);
}

function run(bench) {
  const { status } = spawnSync(process.execPath, [`${folder}/${bench}`, ...options], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the bench '${nameOf(bench)}' failed`);
}
