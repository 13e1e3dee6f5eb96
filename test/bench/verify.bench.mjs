// Whole verifications: threepid on each host beside the same framework with hand-written routes, its ceiling.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchOptions } from './run/bench-options.mjs';
import { Laboratory } from './run/laboratory.mjs';
import { machineLine, redisVersionOf } from './run/machine.mjs';
import { pairedRatios, withQuarters } from './run/paired.mjs';
import { profileTables } from './run/profile-table.mjs';
import { measureRounds, systemsOf } from './run/rounds.mjs';
import { allPairs, mainPairs, pairOf } from './run/systems.mjs';
import { addToSummary } from './run/summary.mjs';
import { figureTable, ratioOf, ratioTable, table } from './run/table.mjs';

const help = `npm run bench -- verify [options]

Whole verifications, each a requestToken, the code from the message and a submitToken, by 1, 16 and 64 people at once. Each
host of threepid is measured beside its ceiling: hand-written routes for the same framework, in test/bench/bare. threepid's
limits and guard are on, and each person has an address of their own. Host and ceiling take turns, so that a machine that
becomes slower slows both. Prints threepid's figures as multiples of the ceiling's, then the figures themselves. Ends with 1
if any call fails.

  --quick           shorter turns: some 3 minutes instead of 6
  --all             every host with each provider and storage
  --only TEXT       only hosts whose name contains TEXT, such as 'Fastify, Redis'
  --help            this text

These do something else instead, with the same hosts:

  --profile FOLDER  writes a CPU profile of each host and ceiling to FOLDER, and a summary of it as Markdown
  --long NUMBER     runs NUMBER verifications on each, and prints how much memory it uses after each tenth
  --check           runs a few verifications on most of them, as the tests do
`;

const options = benchOptions(help, {
  quick: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  profile: { type: 'string' },
  long: { type: 'string' },
  check: { type: 'boolean', default: false },
});

const most = 64;
const size = options.quick
  ? { rounds: 2, warmUpCalls: 500, warmUpMs: 200, seconds: { 1: 1, 16: 1, 64: 1.5 } }
  : { rounds: 3, warmUpCalls: 2_000, warmUpMs: 400, seconds: { 1: 1.5, 16: 1.5, 64: 2.5 } };

await main();

async function main() {
  const wanted = options.all ? allPairs : mainPairs;
  const pairs = wanted.filter(
    (pair) => pair.name.includes(options.only) && (!options.check || isChecked(pair)),
  );
  if (pairs.length === 0) throw new Error(`no host has '${options.only}' in its name`);
  const laboratory = await Laboratory.open();
  try {
    const started = await laboratory.start(pairs);
    await actionOf(options)(laboratory, started);
    console.log(`\n${machineLine(await redisVersionOf(laboratory.redis))}`);
  } finally {
    await laboratory.close();
  }
}

/** Next's app would have to be built, and without the guard nothing else is to be seen. */
function isChecked({ framework, guard }) {
  return framework !== 'Next' && guard === 'on';
}

function actionOf({ profile, long, check }) {
  if (check) return checkAll;
  if (profile !== undefined) return profileAll;
  return long === undefined ? compare : growMemory;
}

async function compare(laboratory, started) {
  const { rounds, warmUpCalls, warmUpMs, seconds } = size;
  const results = await measureRounds(laboratory, started, {
    levels: Object.keys(seconds).map(Number),
    rounds,
    warmUpCalls,
    runOf: (people) => ({ work: 'verify', warmUpMs, milliseconds: seconds[people] * 1_000 }),
  });
  console.log(`${ratioTable(results)}\n\n${figureTable(results, 'verification')}`);
  const rows = await telemetryRows(laboratory, started);
  for (const { what, measured } of rows) console.log(`\n${what}: ${measured}`);
  addToSummary(1, [...summaryOf(results), ...rows]);
}

function summaryOf(results) {
  const rowOf = (name, what, wanted, key = 'perSecond') => {
    const result = results.find(({ pair }) => pair.name === name);
    return result === undefined ? [] : [{ what, measured: ratioOf(result, most, key).toFixed(2), wanted }];
  };
  return [
    rowOf('Fastify, Redis, Twilio', 'Fastify: verifications a second, 64 at once', '0.85'),
    rowOf('Fastify, Redis, SNS', 'the same with the AWS SDK', '0.9'),
    rowOf('Express, Redis, Twilio', 'Express', '0.85'),
    rowOf('Next, Redis, Twilio', 'Next.js', '0.85'),
    rowOf('standalone server, Redis, Twilio', "standalone server, beside Fastify's routes", '0.85'),
    rowOf('Fastify, Redis, Twilio', 'Fastify: CPU a verification', '', 'hostMicros'),
    rowOf('Fastify, Redis, Twilio', 'Fastify: p99, 64 at once', '1.3 or less', 'p99'),
    rowOf('Fastify, Redis, Twilio', 'Fastify: memory under load', '1.3 or less', 'rss'),
  ].flat();
}

/** What metrics and events cost, beside the same host without them: the median of many turns, and its quarters. */
async function telemetryRows(laboratory, started) {
  const [without, observed] = ['off', 'on'].map((telemetry) =>
    started.find(({ pair }) => pair.name === pairOf('Fastify', { telemetry }).name),
  );
  if (without === undefined || observed === undefined) return [];
  process.stderr.write('metrics and events, in turns\n');
  const ratios = await pairedRatios(laboratory, observed.host, without.host, most);
  const rowOf = (what, key, wanted) => {
    const measured = withQuarters(ratios[key], 2);
    return { what: `Fastify with metrics and events, beside without: ${what}`, measured, wanted };
  };
  return [rowOf('verifications a second', 'perSecond', '0.97'), rowOf('CPU', 'hostMicros', '1.03 or less')];
}

async function checkAll(laboratory, started) {
  for (const system of systemsOf(started)) {
    const { errors, firstError } = await laboratory.measure(system, { work: 'verify', people: 2, calls: 5 });
    if (errors > 0) throw new Error(`${system.name}: ${firstError}`);
    console.log(`${system.name}: verified`);
  }
}

async function profileAll(laboratory, started) {
  mkdirSync(options.profile, { recursive: true });
  for (const system of systemsOf(started)) {
    const file = join(options.profile, system.name.replaceAll(/[^A-Za-z]+/g, '-'));
    const run = { work: 'verify', people: most, warmUpMs: 5_000, milliseconds: 15_000 };
    const { calls, hostMicros } = await laboratory.measure(system, run, `${file}.cpuprofile`);
    const title = `${system.name}: ${calls} verifications, ${hostMicros.toFixed(0)} µs of CPU each`;
    writeFileSync(`${file}.md`, `# ${title}\n\n${profileTables(`${file}.cpuprofile`, calls)}\n`);
    console.log(`${title}: ${file}.md`);
  }
}

/** Ten parts of the same size. */
async function growMemory(laboratory, started) {
  const calls = Math.ceil(Number(options.long) / 10);
  const systems = systemsOf(started);
  const rows = [];
  for (let part = 1; part <= 10; part += 1) {
    const cells = [(part * calls).toLocaleString('en')];
    for (const system of systems) {
      const { rss, errors } = await laboratory.measure(system, { work: 'verify', people: most, calls });
      if (errors > 0) throw new Error(`${system.name}: ${errors} errors`);
      cells.push((rss / 2 ** 20).toFixed(0));
    }
    rows.push(cells);
    process.stderr.write(`${cells.join(', ')}\n`);
  }
  console.log(table(['verifications', ...systems.map(({ name }) => `${name}: MiB`)], rows));
}
