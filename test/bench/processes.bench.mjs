// Several processes on one Redis and on a Cluster: what a verification costs the processes and each Redis server.
import { countries } from './load/people.mjs';
import { benchOptions } from './run/bench-options.mjs';
import { Laboratory } from './run/laboratory.mjs';
import { machineLine, redisVersionOf } from './run/machine.mjs';
import { evenMasters, mastersByTags, startMasters, startOneRedis } from './run/redis-places.mjs';
import { median, withSpread } from './run/statistics.mjs';
import { pairOf } from './run/systems.mjs';
import { table } from './run/table.mjs';

const help = `npm run bench -- processes [options]

Whole verifications, by 64 people at once, with several processes:

- 1, 2 and 4 processes on one Redis: hosts with Fastify, and the standalone server with THREEPID_PROCESSES;
- 2 processes on a Cluster of 1 master, and on one of 3;
- 2 processes on a Cluster whose masters each have one kind of slot: sessions, countries, or the group 'all'.

Prints the throughput, and how much CPU a verification costs the processes and each Redis server. A small machine does the
work of all of them, so its throughput can't grow: look at the CPU a verification. If it stays the same with more processes
and masters, then twice as many cores do twice as much. The last lines are for test/bench/scaling/measured.ts, the model of
docs/scaling.md.

  --quick  shorter turns
  --check  instead, a few verifications with some of these, as the tests do
  --help   this text
`;

const options = benchOptions(help, {
  quick: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
});

/** `firstCalls` of each process, so that its code is compiled; a slow machine isn't given more time. */
const longestFirstMs = 8_000;
const { firstCalls, rounds, load } = sizeOf(options);

function sizeOf({ check, quick }) {
  const ofLoad = (milliseconds) => ({ work: 'verify', people: 64, warmUpMs: 300, milliseconds });
  if (check) return { firstCalls: 5, rounds: 1, load: { work: 'verify', people: 2, calls: 5 } };
  if (quick) return { firstCalls: 300, rounds: 1, load: ofLoad(1_000) };
  return { firstCalls: 4_000, rounds: 2, load: ofLoad(1_500) };
}

/** The countries' slots and that of the group `all` on masters of their own: shows what each kind of slot costs. */
const byKind = async () => startMasters(await mastersByTags({ countries, all: ['all'] }, 'sessions'));

const fastify = (budget) => (laboratory, many) =>
  laboratory.startProcesses(pairOf('Fastify', { budget }), many);
const server = (laboratory, many) => laboratory.startServer(pairOf('standalone server'), many);

const places = [
  { name: 'one Redis', open: startOneRedis, start: fastify(), processes: [1, 2, 4] },
  {
    name: 'one Redis, the server with `THREEPID_PROCESSES`',
    open: startOneRedis,
    start: server,
    processes: [1, 2, 4],
  },
  { name: 'Cluster, 1 master', open: () => startMasters(evenMasters(1)), start: fastify(), processes: [2] },
  { name: 'Cluster, 3 masters', open: () => startMasters(evenMasters(3)), start: fastify(), processes: [2] },
  { name: 'Cluster by kind of slot', open: byKind, start: fastify(), processes: [2] },
  { name: 'the same with a budget', open: byKind, start: fastify('on'), processes: [2] },
];

/** The least that shows that several processes and a Cluster work together. */
const checked = [
  { name: 'Cluster, 3 masters', open: () => startMasters(evenMasters(3)), start: fastify(), processes: [2] },
  {
    name: 'one Redis, the server with `THREEPID_PROCESSES`',
    open: startOneRedis,
    start: server,
    processes: [2],
  },
];

const columns = [
  'Redis',
  'processes',
  'verifications a second',
  'p99, ms',
  'CPU of the processes, µs a verification',
  'CPU of Redis, µs a verification',
  'of each server',
  'scripts',
  'machine busy, %',
];

await main();

async function main() {
  const results = [];
  let version;
  for (const place of options.check ? checked : places) {
    const laboratory = await Laboratory.open(place.open);
    try {
      results.push(...(await resultsOf(laboratory, place)));
      version = await redisVersionOf(laboratory.redis);
    } finally {
      await laboratory.close();
    }
  }
  console.log(`${table(columns, results.map(rowOf))}\n\n${machineLine(version)}`);
  if (!options.check) console.log(`\nFor test/bench/scaling/measured.ts:\n${constantsOf(results)}`);
}

/** A result for each number of processes, which take turns. */
async function resultsOf(laboratory, { name, start, processes }) {
  process.stderr.write(`${name}\n`);
  const results = [];
  for (const many of processes)
    results.push({ name, many, system: await start(laboratory, many), rounds: [] });
  for (const { system, many } of results) await measure(laboratory, system, firstLoadOf(many));
  for (let round = 0; round < rounds; round += 1)
    for (const result of results) result.rounds.push(await measure(laboratory, result.system, load));
  return results;
}

function firstLoadOf(processes) {
  const [calls, milliseconds] = [firstCalls, longestFirstMs].map((ofOne) => ofOne * processes);
  return { work: 'verify', people: load.people, calls, milliseconds };
}

async function measure(laboratory, system, run) {
  const figures = await laboratory.measure(system, run);
  if (figures.errors > 0) throw new Error(`${system.name}: ${figures.firstError}`);
  return figures;
}

function rowOf({ name, many, rounds: measured }) {
  const of = (key) => measured.map((round) => round[key]);
  return [
    name,
    many,
    withSpread(of('perSecond'), 0),
    median(of('p99')).toFixed(0),
    withSpread(of('hostMicros'), 0),
    withSpread(of('redisMicros'), 0),
    measured[0].nodes.map(({ name: node }) => `${node} ${microsOf(measured, node).toFixed(0)}`).join(', '),
    median(of('scripts')).toFixed(1),
    (100 * median(of('machineBusy'))).toFixed(0),
  ];
}

function microsOf(measured, name) {
  return median(measured.map(({ nodes }) => nodes.find((node) => node.name === name).micros));
}

/** Of the last two results, by kind of slot. */
function constantsOf(results) {
  const [without, withBudget] = results.slice(-2).map((result) => result.rounds);
  const constants = {
    processMicros: median(without.map(({ hostMicros }) => hostMicros)),
    sessionMicros: microsOf(without, 'sessions'),
    countryMicros: microsOf(without, 'countries'),
    budgetMicros: microsOf(withBudget, 'all') - microsOf(without, 'all'),
  };
  return Object.entries(constants)
    .map(([name, micros]) => `  ${name}: ${micros.toFixed(0)},`)
    .join('\n');
}
