// Makes the production build of a Next app, unless there is one of the same sources. Its argument is the app's folder.
// Everything that needs the build calls this, so that one build serves all.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { orExplain, root } from './build.mjs';
import { workspaces } from './stale-output.mjs';

/** Next's command line, as the app resolves it. */
export function nextBinOf(app) {
  return createRequire(pathToFileURL(`${root}${app}/package.json`)).resolve('next/dist/bin/next');
}

/**
 * @param app the app's folder below the root. The packages that it uses must be compiled.
 * @param beside other folders below the root that it imports from.
 */
export function buildNext(app, beside = []) {
  const stamp = `${root}${app}/.next/threepid-sources`;
  const sources = hashOfSources([app, ...beside]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.error(`threepid: building ${app}`);
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'production' } };
  const { status } = spawnSync(process.execPath, [nextBinOf(app), 'build', `${root}${app}`], options);
  if (status !== 0) throw new Error(`'next build' of ${app} failed`);
  writeFileSync(stamp, sources);
}

/** Hash of all inputs of the build: the app's folders and the compiled packages. */
function hashOfSources(folders) {
  const hash = createHash('sha256').update(readFileSync(`${root}package-lock.json`));
  const compiled = workspaces(root).map((folder) => `${root}${folder}/dist`);
  const own = folders.map((folder) => `${root}${folder}`);
  for (const path of [...own, ...compiled].filter(existsSync).flatMap(filesBelow))
    hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await orExplain(() => buildNext(process.argv[2]));
