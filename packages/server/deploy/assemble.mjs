// `node packages/server/deploy/assemble.mjs FOLDER` puts the built server and what it needs at run time into a folder
// that needs nothing else but Node: `node FOLDER/node_modules/threepid/dist/main.js` starts it. The image, and a host
// without one, run what it makes. The packages are those that package-lock.json names, without development ones.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
const server = 'packages/server';
/** Files that only compilers and debuggers read. */
const notAtRunTime = /\.(?:d\.[cm]?ts|map|tsbuildinfo)$/;

const [folder] = process.argv.slice(2);
if (folder === undefined) fail('usage: node packages/server/deploy/assemble.mjs FOLDER');
if (existsSync(folder) && readdirSync(folder).length > 0) fail(`${folder} is not empty`);
if (!existsSync(`${root}${server}/dist/main.js`)) fail('the server is not built: npm run build');

const places = [...closureOf(server)];
for (const place of places) copyPackage(place);
linkCommand();
writeManifest();
console.log(`${folder}: ${places.length} packages`);

/** The package at a place of the lock file, and all that it needs. */
function closureOf(first) {
  const found = new Set([first]);
  // A set may grow while it is walked.
  for (const place of found) for (const dependency of dependenciesOf(place)) found.add(dependency);
  return found;
}

function dependenciesOf(place) {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = packages[place];
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta[name]?.optional);
  const names = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
  return names.map((name) => placeOf(name, place)).filter((found) => found !== undefined);
}

/** Where Node would find a package that is imported at `from`; undefined for one that this system does not need. */
function placeOf(name, from) {
  const place = foldersAbove(from)
    .map((above) => join(above, 'node_modules', name))
    .find((candidate) => candidate in packages);
  if (place === undefined) return fail(`package-lock.json has no ${name}, which ${from} needs`);
  const { link, resolved, optional } = packages[place];
  const target = link ? resolved : place;
  if (existsSync(root + target)) return target;
  return optional ? undefined : fail(`${target} is not installed: npm ci`);
}

function foldersAbove(place) {
  return place === '.' ? ['.'] : [place, ...foldersAbove(dirname(place))];
}

/** A package of the repository becomes one of `node_modules`; all others stay where they are. */
function copyPackage(place) {
  const to = join(folder, targetOf(place));
  for (const name of filesOf(place))
    cpSync(join(root, place, name), join(to, name), { recursive: true, filter: isNeeded, dereference: true });
}

function targetOf(place) {
  const [, workspace, inside = ''] = /^((?:packages|adapters)\/[^/]+)(\/.*)?$/.exec(place) ?? [];
  return workspace === undefined ? place : `node_modules/${nameOf(workspace)}${inside}`;
}

/** All files of a package from the registry; what the repository would publish of its own, without sources. */
function filesOf(place) {
  const all = readdirSync(join(root, place)).filter((name) => name !== 'node_modules');
  if (place.includes('node_modules/')) return all;
  const { files } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'));
  return all.filter((name) => name === 'package.json' || (files.includes(name) && name !== 'src'));
}

function isNeeded(path) {
  return !notAtRunTime.test(path) && basename(path) !== 'node_modules';
}

function nameOf(workspace) {
  return JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8')).name;
}

/** The command `threepid`, where npm would put it. */
function linkCommand() {
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin);
  chmodSync(join(folder, 'node_modules/threepid/dist/main.js'), 0o755);
  symlinkSync('../threepid/dist/main.js', join(bin, 'threepid'));
}

/** With it, `npm ls` and `npm sbom` know what is in the folder. */
function writeManifest() {
  const { version } = packages[server];
  const manifest = { name: 'threepid-server', version, private: true, dependencies: { threepid: version } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function fail(message) {
  console.error(`threepid: ${message}`);
  process.exit(1);
}
