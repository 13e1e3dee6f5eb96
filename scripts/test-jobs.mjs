// Which tests there are: one job for each long package, and for each file of `test` that takes long; others share one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { workspaces } from './stale-output.mjs';

/** Seconds that a job takes on an idle machine, for those that take long. */
const seconds = JSON.parse(readFileSync(new URL('test-seconds.json', import.meta.url), 'utf8'));
/** Kinds of tests that have a command of their own: `npm run test:faults` runs `*.faults.test.ts`. */
export const kinds = ['attacks', 'browser', 'examples', 'faults', 'runtimes'];
/** Kinds that have folders of their own. */
const folders = { browser: 'test/dist-test/browser', examples: 'examples' };
/** The apps whose production build a job needs. */
const nextApps = { 'test/next/next': 'test/next/next-app', 'test/browser': 'examples/next-app' };
/**
 * Jobs of several folders: a process loads the framework for almost a second of a core, which is most of what short tests
 * take. None holds so much that it would end alone.
 */
const shared = {
  adapters: ['adapters'],
  examples: ['examples/'],
  senders: ['packages/channel-', 'packages/sms-'],
  'short packages': ['packages/'],
  'test/abuse': ['test/abuse/'],
  'test/browser': ['test/browser/'],
  'test/e2e': ['test/e2e/'],
  'test/fetch': ['test/fetch/'],
  'test/homeserver': ['test/homeserver/'],
  'test/readme': ['test/readme/'],
  'test/wiring': ['test/bench/', 'test/conformance/', 'test/soak/', 'test/wiring/'],
};
/** Long ones, and those that want a process for themselves. */
const alone = [
  'examples/next-app',
  'packages/contract-tests',
  'packages/core',
  'packages/server',
  'packages/sms-smpp',
  'packages/storage-redis',
  'test/abuse/simulator',
];

/**
 * The jobs, the longest first, so that no long one ends alone: a name such as `packages/core` or `test/e2e/server`, the
 * compiled test files, and the folder of the Next app that must be built before.
 *
 * @param kind one of `kinds`; undefined: what has none.
 * @param paths sources, compiled files or folders to run alone; empty: all.
 */
export function testJobs(root, { kind, paths }) {
  const named = paths.map(compiledPath);
  const files = [...workspaces(root).map((folder) => `${folder}/test`), 'test']
    .flatMap((folder) => testFiles(root, folder))
    .filter((file) => isWanted(file, kind, named));
  return [...new Set(files.map(jobOf))]
    .sort((a, b) => (seconds[b] ?? 0) - (seconds[a] ?? 0))
    .map((name) => ({
      name,
      files: files.filter((file) => jobOf(file) === name),
      nextApp: nextApps[name],
    }));
}

/** What is named is run by any command: an example by `npm test -- examples/express`. */
function isWanted(file, kind, named) {
  if (named.length === 0) return kindOf(file) === kind;
  return named.some((path) => isBelow(path, file) && kindOf(file) === (kindOf(path) ?? kind));
}

/** @returns undefined for what `npm test` runs. */
function kindOf(path) {
  return kinds.find((kind) => path.endsWith(`.${kind}.test.js`) || isIn(folders[kind], path));
}

/** What has to be built for `paths`; none: everything. */
export function projectsOf(paths) {
  const folders = paths.map(
    (path) => /^(?:packages|adapters|examples)\/[^/]+|^test/.exec(normalize(path))?.[0],
  );
  if (folders.includes(undefined)) return [];
  return [...new Set(folders)].map((folder) => (folder === 'test' ? folder : `${folder}/test`));
}

/** The compiled files, found by their sources. */
function testFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => /\.test\.tsx?$/.test(file) && !/(?:^|\/)(?:dist-test|node_modules|\.next)\//.test(file))
    .map((file) => compiledPath(`${folder}/${file}`))
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

function isIn(folder, path) {
  return folder !== undefined && isBelow(folder, path);
}

function isBelow(path, file) {
  return file === path || file.startsWith(`${path}/`);
}

function jobOf(file) {
  const name = /^test\//.test(file)
    ? file.replace('/dist-test/', '/').replace(/(?:\.[a-z]+)?\.test\.js$/, '')
    : file.split('/', 2).join('/');
  if (alone.includes(name)) return name;
  const [job] = Object.entries(shared).find(([, beginnings]) =>
    beginnings.some((one) => name.startsWith(one)),
  ) ?? [name];
  return job;
}
