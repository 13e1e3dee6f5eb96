// Makes the production build of an app, unless there is one of the same sources: one build serves all who need it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { workspaces } from './stale-output.mjs';

/**
 * @param app the app's folder below the root. The packages that it uses must be compiled.
 * @param args the arguments of Node that build it.
 * @param output the folder of its build.
 * @param beside other folders below the root that it imports from.
 */
export function buildOnce({ app, args, output, beside = [] }) {
  const stamp = `${root}${app}/${output}/threepid-sources`;
  const sources = hashOfSources([app, ...beside]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.error(`threepid: building ${app}`);
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, args, {
    cwd: `${root}${app}`,
    stdio: ['ignore', 2, 2],
    env,
  });
  if (status !== 0) throw new Error(`the production build of ${app} failed`);
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
    .filter(
      (file) => /\.(?:[cm]?js|tsx?|css|json|html|svelte)$/.test(file) && !isOutput(file.slice(path.length)),
    )
    .sort();
}

function isOutput(path) {
  return /\/(?:\.next|\.svelte-kit|build|node_modules|dist|dist-test|test)\/|next-env\.d\.ts$/.test(path);
}
