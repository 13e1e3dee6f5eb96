// Which tests there are, a job for each package and for each file of `test`.
import { existsSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { workspaces } from './stale-output.mjs';

/** What takes long starts first, so that it does not end alone. */
const slowest = [
  'adapters/',
  'examples/next',
  'packages/contract-tests',
  'packages/core',
  'test/',
  'examples/',
];

/**
 * The jobs: a name such as `packages/core` or `test/e2e/server`, and the compiled test files.
 *
 * @param faults whether only `*.faults.test.js` run, or all others.
 * @param paths sources, compiled files or folders to run alone; empty: all.
 */
export function testJobs(root, { faults, paths }) {
  const wanted = paths.map(compiledPath);
  const files = [...workspaces(root), 'test']
    .flatMap((folder) => testFiles(root, `${folder}/dist-test`))
    .filter((file) => file.endsWith('.faults.test.js') === faults)
    .filter((file) => wanted.length === 0 || wanted.some((path) => isBelow(path, file)));
  const names = [...new Set(files.map(jobOf))].sort((a, b) => rank(a) - rank(b));
  return names.map((name) => ({ name, files: files.filter((file) => jobOf(file) === name) }));
}

/** What has to be built for `paths`; none: everything. */
export function projectsOf(paths) {
  const folders = paths.map(
    (path) => /^(?:packages|adapters|examples)\/[^/]+|^test/.exec(normalize(path))?.[0],
  );
  if (folders.includes(undefined)) return [];
  return [...new Set(folders)].map((folder) => (folder === 'test' ? folder : `${folder}/test`));
}

function testFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

/** `packages/core/test/a.test.ts` is run from `packages/core/dist-test/a.test.js`. */
function compiledPath(path) {
  return normalize(path)
    .replace(/\/$/, '')
    .replace(/^test(?!\/dist-test)(?=\/|$)/, 'test/dist-test')
    .replace(/^((?:packages|adapters|examples)\/[^/]+)\/test(?=\/|$)/, '$1/dist-test')
    .replace(/\.tsx?$/, '.js');
}

function isBelow(path, file) {
  return file === path || file.startsWith(`${path}/`);
}

function jobOf(file) {
  const [first, second] = file.split('/');
  if (first !== 'test') return `${first}/${second}`;
  return file.replace('/dist-test/', '/').replace(/(?:\.faults)?\.test\.js$/, '');
}

function rank(name) {
  const index = slowest.findIndex((start) => name.startsWith(start));
  return index === -1 ? slowest.length : index;
}
