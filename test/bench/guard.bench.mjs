// The guard on one Redis server at its limit, and in a Cluster: Redis' own CPU time for a decision. The calls are made
// beforehand and written to the sockets as they are, so that Redis is what is busy, and not the client.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { Cluster, Redis } from 'ioredis';
import { defaultGuardTerms } from '@threepid/core';
import { startRedis, startRedisCluster } from '@threepid/contract-tests/redis';
import { RedisBalanceStorage } from '@threepid/storage-redis';
import { benchOptions } from './run/bench-options.mjs';

const help = `npm run bench -- guard [options]

How much CPU of Redis a decision of the guard takes, and how many decisions a second one core can make: on one server, and on
the nodes of a Cluster. For one server, also how many it really made; other work on the machine changes this figure, but hardly
the CPU time. Takes a minute.

  --quick  fewer calls
  --help   this text
`;

const options = benchOptions(help, { quick: { type: 'boolean', default: false } });

const calls = options.quick ? 4_000 : 20_000;
const connections = 8;
/** Calls that a connection sends before it waits for the answers. */
const callsAtOnce = 8;
const callsInCluster = calls / 4;
const end = '+PONG\r\n';

const newId = () => randomBytes(6).toString('base64url');
const now = Date.now();

/** Terms by which nothing is ever short, and a single verification earns a good name. */
const plenty = termsOf(() => ({ start: 5e8, most: 1e9, payback: 2_200 }));
const goodNames = termsOf((kind) =>
  kind === 'address' ? { start: 4e8, most: 1e9, payback: 1e9, goodName: 1e8 } : plenty[kind],
);

function termsOf(changes) {
  return Object.fromEntries(
    Object.entries(defaultGuardTerms).map(([kind, terms]) => [kind, { ...terms, ...changes(kind) }]),
  );
}

function messageTo(country, changes = {}) {
  const caller = { address: newId(), network: newId(), everywhere: newId() };
  return { country, number: newId(), block: newId(), caller, ...changes };
}

const request = (message, terms = plenty) => ({ message, proved: false, terms, now });
const returned = (message, terms = plenty) => ({
  message: { ...message, lane: 'nobody', all: true },
  terms,
  now,
});
const times = (many, make) => Array.from({ length: many }, (_, index) => make(index));

/** Some 200 countries, by their codes. */
const countries = times(200, (index) => String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)));

/** In the place of a connection: bytes for it are gathered. */
const corked = { writableCorked: 1 };

/** Keeps the commands that a storage sends, as the bytes that they are, and answers none. */
class Recorder extends Redis {
  #commands = [];

  constructor() {
    super({ lazyConnect: true });
  }

  sendCommand(command) {
    this.#commands.push(Buffer.from(command.toWritable(corked)));
    return new Promise(() => undefined);
  }

  taken() {
    const commands = this.#commands;
    this.#commands = [];
    return commands;
  }
}

/** The first command of each call of a storage. Returns when all calls have ended for want of an answer. */
async function commandsOf(steps) {
  const recorder = new Recorder();
  const storage = new RedisBalanceStorage(recorder, { commandTimeoutMs: 10 });
  await Promise.allSettled(steps.map((step) => step(storage)));
  return recorder.taken();
}

/** Writes commands to one connection, so many at once, and waits for their answers. */
async function write(port, commands) {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  for (let first = 0; first < commands.length; first += callsAtOnce) {
    const chunk = commands.slice(first, first + callsAtOnce);
    socket.write(Buffer.concat([...chunk, Buffer.from('PING\r\n')]));
    await answered(socket);
  }
  socket.destroy();
}

async function answered(socket) {
  for (let tail = ''; !tail.endsWith(end);) {
    const [bytes] = await once(socket, 'data');
    if (bytes.includes('\r\n-') || bytes[0] === 45) throw new Error(`Redis: ${bytes.toString()}`);
    tail = (tail + bytes.toString('latin1')).slice(-end.length);
  }
}

/** Microseconds of CPU that the main thread of a server has used. */
async function cpuOf(redis) {
  const info = await redis.info('cpu');
  const seconds = (name) => Number(new RegExp(`used_cpu_${name}_main_thread:([0-9.]+)`).exec(info)[1]);
  return (seconds('user') + seconds('sys')) * 1e6;
}

async function usedMemory(redis) {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
}

/** Calls a second, Redis' CPU for each, and what each leaves in memory. */
async function measure(redis, port, commands) {
  const [cpu, keys, memory, start] = [
    await cpuOf(redis),
    await redis.dbsize(),
    await usedMemory(redis),
    process.hrtime.bigint(),
  ];
  const share = Math.ceil(commands.length / connections);
  await Promise.all(
    times(connections, (index) => write(port, commands.slice(index * share, (index + 1) * share))),
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const micros = ((await cpuOf(redis)) - cpu) / commands.length;
  const added = (await redis.dbsize()) - keys;
  return {
    rate: commands.length / seconds,
    micros,
    busy: (micros * commands.length) / (seconds * 1e6),
    keys: added / commands.length,
    bytes: added > calls / 100 ? ((await usedMemory(redis)) - memory) / added : undefined,
  };
}

/** What is measured on one server; each begins with an empty one. `before` are steps that come first. */
const cases = {
  'charge: a stranger, one new country': () => ({
    steps: times(calls, () => (storage) => storage.charge(request(messageTo('IN')))),
  }),
  'charge: a stranger, 200 new countries': () => ({
    steps: times(calls, (index) => (storage) => storage.charge(request(messageTo(countries[index % 200])))),
  }),
  'charge: a known address': () => {
    const people = times(500, () => messageTo('IN'));
    return {
      before: people.map((message) => (storage) => storage.payBack(returned(message, goodNames))),
      steps: times(calls, (index) => {
        const { caller } = people[index % 500];
        return (storage) => storage.charge(request(messageTo('IN', { caller }), goodNames));
      }),
    };
  },
  'charge: a known pair': () => {
    const pairs = termsOf((kind) => ({
      ...plenty[kind],
      ...(kind === 'pair' ? { payback: 1e9, goodName: 1e8, start: 4e8 } : {}),
    }));
    const people = times(500, () => messageTo('IN'));
    return {
      before: people.map((message) => (storage) => storage.payBack(returned(message, pairs))),
      steps: times(calls, (index) => (storage) => storage.charge(request(people[index % 500], pairs))),
    };
  },
  'refused: the block of a pumped range is short': () => {
    const terms = termsOf((kind) => (kind === 'block' ? { start: 1_000, most: 1_000, refill: 1 } : {}));
    const { block } = messageTo('IN');
    const ask = () => (storage) => storage.charge(request(messageTo('IN', { block }), terms));
    return { before: [ask()], steps: times(calls, ask) };
  },
  'refused: the country is short': () => {
    const terms = termsOf((kind) => (kind === 'country' ? { start: 1_000, most: 1_000, refill: 1 } : {}));
    const ask = () => (storage) => storage.charge(request(messageTo('IN'), terms));
    return { before: [ask()], steps: times(calls, ask) };
  },
  'payBack: a verified message': () => {
    const messages = times(calls, () => messageTo('IN'));
    return {
      before: messages.map((message) => (storage) => storage.charge(request(message))),
      steps: messages.map((message) => (storage) => storage.payBack(returned(message))),
    };
  },
};

/** The scripts have to be known to a server before they are called by their digests. */
async function loadScripts(redis) {
  const storage = new RedisBalanceStorage(redis, { prefix: 'load:' });
  const message = messageTo('IN');
  await storage.charge(request(message));
  await storage.payBack(returned(message));
}

async function measureServer() {
  const server = await startRedis();
  const redis = new Redis(server.port);
  const rows = [];
  try {
    rows.push(['EVALSHA that does nothing', await measureBare(redis, server.port)]);
    for (const [name, made] of Object.entries(cases)) {
      await redis.flushall();
      await loadScripts(redis);
      const { before = [], steps } = made();
      await measure(redis, server.port, await commandsOf(before));
      rows.push([name, await measure(redis, server.port, await commandsOf(steps))]);
    }
  } finally {
    redis.disconnect();
    await server.stop();
  }
  return rows;
}

async function measureBare(redis, port) {
  const script = 'return 1';
  await redis.script('LOAD', script);
  const digest = createHash('sha1').update(script).digest('hex');
  const command = Buffer.from(`*4\r\n$7\r\nevalsha\r\n$40\r\n${digest}\r\n$1\r\n1\r\n$1\r\na\r\n`);
  return measure(
    redis,
    port,
    times(calls, () => command),
  );
}

function printServer(rows) {
  const shown = (number, digits = 0) =>
    number.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  console.log(
    `\n${cpus().length} × ${cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}; ${shown(calls)} calls each, ${connections * callsAtOnce} at once\n`,
  );
  console.log(
    '| One Redis server | CPU of Redis a call | calls that one core can make a second | measured a second (Redis busy) | new keys a call | bytes a key |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const [name, { micros, rate, busy, keys, bytes }] of rows)
    console.log(
      `| ${name} | ${shown(micros, 1)} µs | ${shown(1e6 / micros)} | ${shown(rate)} (${shown(100 * busy)} %) | ${shown(keys, 1)} | ${bytes === undefined ? '' : shown(bytes)} |`,
    );
}

/** Runs `step(i)` for each i below `many`, 64 at once. */
async function run(many, step) {
  let next = 0;
  const one = async () => {
    while (next < many) await step(next++);
  };
  await Promise.all(times(64, one));
}

/** What a stranger's message to a new country costs each node of a Cluster that has to do with it. */
async function measureCluster() {
  const { nodes, masterOf, stop } = await startRedisCluster();
  const cluster = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
  try {
    const home = await masterOf('{all}');
    const masters = new Set();
    const elsewhere = [];
    for (const country of countries.slice(0, 60)) {
      const node = await masterOf(`{${country}}`);
      masters.add(node);
      if (node !== home) elsewhere.push(country);
    }
    const storage = new RedisBalanceStorage(cluster, { commandTimeoutMs: 30_000 });
    const charge = (index) => storage.charge(request(messageTo(elsewhere[index % elsewhere.length])));
    await run(1_000, charge);
    const clients = [home, ...[...masters].filter((node) => node !== home)].map(
      ({ port }) => new Redis(port),
    );
    const before = await Promise.all(clients.map(cpuOf));
    await run(callsInCluster, charge);
    const after = await Promise.all(clients.map(cpuOf));
    for (const client of clients) client.disconnect();
    const [ofAll, ...ofCountries] = after.map((cpu, index) => (cpu - before[index]) / callsInCluster);
    return { ofAll, ofCountries: ofCountries.reduce((sum, micros) => sum + micros, 0) };
  } finally {
    cluster.disconnect();
    await stop();
  }
}

function printCluster({ ofAll, ofCountries }) {
  const row = (name, micros) =>
    `| ${name} | ${micros.toFixed(1)} µs | ${Math.round(1e6 / micros).toLocaleString('en')} |`;
  console.log(
    '\n| A stranger in a new country, in a Cluster | CPU a message | messages that one core can do a second |',
  );
  console.log('| --- | ---: | ---: |');
  console.log(row('the node of `all`: one step', ofAll));
  console.log(row("the country's node: two steps", ofCountries));
}

printServer(await measureServer());
printCluster(await measureCluster());
