// `npm run test:peers [-- name...]`: runs the suites that others wrote for servers and clients of this protocol, or the
// named ones. Ends with one line `N passed, N failed`. test/peers/README.md says what each proves.
import { existsSync, readdirSync } from 'node:fs';
import module from 'node:module';
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { countedRun, countsOf, finishRun } from './counts-line.mjs';
import { runJob } from './run-job.mjs';
import { ensureRedisServer } from './test-requirements.mjs';
import { installNpmTools, installPythonTools } from './tool-folder.mjs';

const timeoutMs = 10 * 60_000;

/**
 * The suites, in the order in which they run. `install` answers the command that runs a suite, once what it needs is
 * there; the command's last line is `N passed, N failed`.
 */
const suites = [
  { name: 'matrix-is-tester', install: () => python('test/peers', 'run_matrix_is_tester.py') },
  { name: 'msisdn', install: () => python('test/peers', 'run_matrix_is_tester.py', 'msisdn') },
  {
    name: 'sydent',
    install: () => [process.execPath, ...mocha(`${root}test/dist-test/peers/sydent.suite.js`)],
  },
  { name: 'schemathesis', install: () => schemathesis() },
  { name: 'matrix-js-sdk', install: () => newestSdk() },
  { name: 'synapse', install: () => synapse() },
];

const help = `npm run test:peers -- [SUITE ...]

Runs the suites that others wrote for servers and clients of this protocol, or those that are named. The first run installs
what they need: Python packages and npm packages. test/peers/README.md and test/synapse/README.md say what each shows.

Suites: ${suites.map(({ name }) => name).join(', ')}
`;

await countedRun(main);

async function main() {
  const asked = suitesNamed(readCommandLine(help, {}).names);
  build();
  const results = [];
  // One at a time: some listen on ports that their authors chose.
  for (const suite of asked) results.push(await run(suite));
  finish(results);
}

function suitesNamed(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map(({ name }) => name).join(', ');
    throw new Error(`no suite is called ${unknown.join(', ')}; there are ${known}`);
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

async function run({ name, install }) {
  const start = performance.now();
  const [command, ...args] = install();
  const installed = performance.now();
  const job = await runJob({ command, args, env: { NODE: process.execPath }, timeoutMs });
  const counts = countsOfSome(job);
  if (counts.failed > 0) console.log(`\n${job.output.trim()}`);
  const end = job.timedOut ? `killed after ${seconds(timeoutMs)}` : seconds(job.ms);
  console.log(
    `── ${name}: ${counts.passed} passed, ${counts.failed} failed (${end}; installed in ${seconds(installed - start)})`,
  );
  return counts;
}

/** A suite in which nothing ran has failed, unless it says that it was skipped, and why. */
function countsOfSome(job) {
  const counts = countsOf(job);
  if (counts.passed + counts.failed > 0) return counts;
  if (!/^\d+ skipped$/m.test(job.output)) return { passed: 0, failed: 1 };
  console.log(`\n${job.output.trim()}`);
  return counts;
}

/** Runs a program of a folder, with the packages that its requirements.txt pins. */
function python(folder, program, ...args) {
  return [`${installPythonTools(folder)}/python`, `${root}${folder}/${program}`, ...args];
}

/** The suites of a real Synapse, which find its virtual environment in their folder. */
function synapse() {
  ensureRedisServer();
  installPythonTools('test/synapse');
  const folder = `${root}test/dist-test/synapse`;
  const files = readdirSync(folder).filter((file) => file.endsWith('.suite.js'));
  return [process.execPath, ...mocha(...files.map((file) => `${folder}/${file}`))];
}

/** The suite that finds schemathesis in the virtual environment of its folder. */
function schemathesis() {
  installPythonTools('test/peers');
  return [process.execPath, ...mocha(`${root}test/dist-test/peers/schemathesis.suite.js`)];
}

/** Runs the test of `npm test` once more, with the newest matrix-js-sdk, on the Node that it needs. */
function newestSdk() {
  const node = newerNode(installNpmTools('test/peers'));
  const hook = `${root}test/peers/newest-matrix-js-sdk.mjs`;
  return [node, '--import', hook, ...mocha(`${root}test/dist-test/homeserver/matrix-js-sdk.test.js`)];
}

/** This Node if it is new enough, else the one among the packages. */
function newerNode(modules) {
  if (module.registerHooks !== undefined) return process.execPath;
  const node = `${modules}/node-${process.platform}-${process.arch}/bin/node`;
  if (existsSync(node)) return node;
  throw new Error(
    'the newest matrix-js-sdk needs Node 22.15 or newer, which npm has no package of for this machine',
  );
}

/** The arguments with which Node runs compiled files by mocha, in its own process, and ends with the counts. */
function mocha(...files) {
  const reporter = ['--reporter', `${root}scripts/mocha-line.cjs`];
  return [
    '--enable-source-maps',
    `${root}node_modules/mocha/lib/cli/cli.js`,
    '--forbid-only',
    ...reporter,
    ...files,
  ];
}

function seconds(ms) {
  return `${Math.round(ms / 100) / 10} s`;
}

function finish(results) {
  const sum = (key) => results.reduce((soFar, counts) => soFar + counts[key], 0);
  finishRun({ passed: sum('passed'), failed: sum('failed') });
}
