// `npm start` of an example on Next.js: builds stale packages, then runs `next dev` in this process; in production,
// runs `next build` if the sources have changed, then `next start`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from '../scripts/build.mjs';

const [name] = process.argv.slice(2);
const folder = `${root}examples/${name}`;
const stamp = `${folder}/.next/example-sources`;
const packages = ['packages/client', 'packages/inbox', 'adapters/next', 'examples/environment'];

await orExplain(async () => {
  build(...packages);
  const nextBin = createRequire(pathToFileURL(`${folder}/package.json`)).resolve('next/dist/bin/next');
  process.chdir(folder);
  const production = process.env.NODE_ENV === 'production';
  if (production) buildNext(nextBin);
  process.env.HOST ||= '127.0.0.1';
  process.env.PORT ||= '8090';
  process.env.NEXT_TELEMETRY_DISABLED ??= '1';
  const command = production ? 'start' : 'dev';
  process.argv = [process.execPath, nextBin, command, '-H', process.env.HOST, '-p', process.env.PORT];
  await import(pathToFileURL(nextBin).href);
});

function buildNext(nextBin) {
  const sources = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.error(`threepid: building examples/${name}`);
  const { status } = spawnSync(process.execPath, [nextBin, 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`'next build' of examples/${name} failed`);
  writeFileSync(stamp, sources);
}

/** Hash of all inputs of the build: the example, and the compiled packages that it uses. */
function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(`${root}package-lock.json`));
  for (const path of [folder, ...outputs()].flatMap(filesBelow)) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

function outputs() {
  return ['packages', 'adapters', 'examples']
    .flatMap((group) => readdirSync(`${root}${group}`).map((entry) => `${root}${group}/${entry}/dist`))
    .filter((path) => existsSync(path));
}

function filesBelow(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /\.(?:[cm]?js|tsx?|css|json)$/.test(file) && !isOutput(file.slice(path.length)))
    .sort();
}

function isOutput(path) {
  return /\/(?:\.next|node_modules|dist|dist-test|test)\/|next-env\.d\.ts$/.test(path);
}
