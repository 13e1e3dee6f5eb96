// Several processes on one Redis and on a Cluster: what a verification costs the processes and each Redis server.
import { parseArgs } from 'node:util';
import { countries } from './load/people.mjs';
import { Laboratory } from './run/laboratory.mjs';
import { machineLine, redisVersionOf } from './run/machine.mjs';
import { evenMasters, mastersByTags, startMasters, startOneRedis } from './run/redis-places.mjs';
import { median, withSpread } from './run/statistics.mjs';
import { pairOf } from './run/systems.mjs';
import { table } from './run/table.mjs';

const help = `npm run bench -- processes [options]

Whole verifications, 64 at once, by 1, 2 and 4 processes of Fastify, on one Redis and on a Cluster of 1 and of 3 masters.
Prints the throughput, and what a verification costs the processes and each Redis server in CPU. Where all of it shares one
small machine, throughput can't grow with the processes: look at the CPU. If it stays the same with more processes and
masters, so many cores do so many times as much.

  --quick  short turns
  --check  instead, a few verifications of some of it, as the tests do
  --help   this text
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** `firstCalls` of each process, so that its code is compiled. */
const { firstCalls, rounds, load } = sizeOf(options);

function sizeOf({ check, quick }) {
  const ofLoad = (milliseconds) => ({ work: 'verify', people: 64, warmUpMs: 300, milliseconds });
  if (check) return { firstCalls: 5, rounds: 1, load: { work: 'verify', people: 2, calls: 5 } };
  if (quick) return { firstCalls: 300, rounds: 1, load: ofLoad(1_000) };
  return { firstCalls: 1_500, rounds: 2, load: ofLoad(1_500) };
}

/** The countries' slots and that of the group `all` on masters of their own: shows what each kind of slot costs. */
const byKind = async () => startMasters(await mastersByTags({ countries, all: ['all'] }, 'sessions'));

const places = [
  { name: 'one Redis', start: startOneRedis, processes: [1, 2, 4] },
  { name: 'Cluster, 1 master', start: () => startMasters(evenMasters(1)), processes: [1, 2, 4] },
  { name: 'Cluster, 3 masters', start: () => startMasters(evenMasters(3)), processes: [1, 2, 4] },
  { name: 'Cluster by kind of slot', start: byKind, processes: [1, 4] },
  { name: 'the same with a budget', start: byKind, processes: [1, 4], budget: 'on' },
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

/** The least that shows that several processes and a Cluster work together. */
const checked = [{ name: 'Cluster, 3 masters', start: () => startMasters(evenMasters(3)), processes: [2] }];

if (options.help) console.log(help);
else await main();

async function main() {
  const rows = [];
  let version;
  for (const place of options.check ? checked : places) {
    const laboratory = await Laboratory.open(place.start);
    try {
      rows.push(...(await rowsOf(laboratory, place)));
      version = await redisVersionOf(laboratory.redis);
    } finally {
      await laboratory.close();
    }
  }
  console.log(`${table(columns, rows)}\n\n${machineLine(version)}`);
}

/** A row for each number of processes, which take turns. */
async function rowsOf(laboratory, { name, processes, budget }) {
  process.stderr.write(`${name}\n`);
  const pair = pairOf('Fastify', { budget });
  const systems = [];
  for (const many of processes) systems.push(await laboratory.startProcesses(pair, many));
  for (const system of systems) await measure(laboratory, system, firstLoadOf(system));
  const measured = new Map(systems.map((system) => [system, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const system of systems) measured.get(system).push(await measure(laboratory, system, load));
  return systems.map((system, index) => rowOf(name, processes[index], measured.get(system)));
}

function firstLoadOf({ urls }) {
  return { work: 'verify', people: load.people, calls: firstCalls * urls.length };
}

async function measure(laboratory, system, run) {
  const figures = await laboratory.measure(system, run);
  if (figures.errors > 0) throw new Error(`${system.name}: ${figures.firstError}`);
  return figures;
}

function rowOf(place, processes, figures) {
  const of = (key) => figures.map((round) => round[key]);
  return [
    place,
    processes,
    withSpread(of('perSecond'), 0),
    median(of('p99')).toFixed(0),
    withSpread(of('hostMicros'), 0),
    withSpread(of('redisMicros'), 0),
    perServer(of('nodes')),
    median(of('scripts')).toFixed(1),
    (100 * median(of('machineBusy'))).toFixed(0),
  ];
}

function perServer(rounds) {
  const [first] = rounds;
  const micros = (index) => median(rounds.map((nodes) => nodes[index].micros)).toFixed(0);
  return first.map(({ name }, index) => `${name} ${micros(index)}`).join(', ');
}
