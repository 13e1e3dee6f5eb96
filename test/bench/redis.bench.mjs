// Redis: the memory of a session and of the guard's balances, and the cost of a call as sessions grow, compared with the
// minimum cost of a call.
import { createHash, randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { defaultGuardTerms, defaultSessionRules as rules } from '@threepid/core';
import { startRedis } from '@threepid/contract-tests/redis';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { benchOptions } from './run/bench-options.mjs';
import { addToSummary } from './run/summary.mjs';

const help = `npm run bench -- redis [options]

How many bytes a session and a balance of the guard take, and how long each call takes with 1,000 to 1,000,000 sessions stored:
for the client and in Redis itself, beside a script that does nothing.

  --sessions NUMBER  store NUMBER sessions at most; with 0, measure only the guard's balances
  --quick            up to 10,000 sessions, and fewer rounds
  --help             this text
`;

const options = benchOptions(help, {
  sessions: { type: 'string' },
  quick: { type: 'boolean', default: false },
});

const atOnce = 64;
const rounds = options.quick ? 7 : 41;
const callsARound = 500;
const memoryMeasuredAt = 100_000;
/** The longest receipt of a policy. */
const receiptBytes = 48;
const mostSessions = Number(options.sessions ?? (options.quick ? 10_000 : 1_000_000));
const levels = [1_000, 10_000, 100_000, 1_000_000].filter((level) => level <= mostSessions);
const bare = 'EVALSHA that does nothing';
const bareScript = 'return 1';
const bareDigest = createHash('sha1').update(bareScript).digest('hex');

const base64url = (bytes) => randomBytes(bytes).toString('base64url');
const { sessionLifetimeMs, codeLifetimeMs, wrongCodesAllowed, claimLifetimeMs } = rules;

/** So many that no group is ever short: a refusal costs less than a charge. */
const terms = Object.fromEntries(
  Object.entries(defaultGuardTerms).map(([kind, given]) => [kind, { ...given, start: 5e8, most: 1e9 }]),
);

function openRequest() {
  const code = { nonce: base64url(4), mac: base64url(6) };
  const entry = {
    sessionId: base64url(12),
    generation: base64url(4),
    code,
    address: base64url(8),
  };
  const slot = base64url(2).slice(0, 2);
  const lifetimes = { sessionLifetimeMs, codeLifetimeMs, claimLifetimeMs, wrongCodesAllowed };
  return {
    slot,
    numberId: base64url(12),
    bySecret: [entry],
    decoy: false,
    sendAttempt: 1,
    limits: rules.limits.perNumber,
    claim: base64url(4),
    openedBy: [],
    now: Date.now(),
    ...lifetimes,
  };
}

/** Settles a session one second after it was opened, however long the other calls take. */
function settleRequest({ slot, numberId, claim, now: openedAt, bySecret: [{ sessionId }] }) {
  const result = { result: 'sent', refund: false };
  return { slot, sessionId, numberId, claim, openedAt, now: openedAt + 1_000, ...result };
}

function submitRequest({ slot, bySecret: [{ sessionId, generation, code }] }) {
  return {
    slot,
    bySecret: [{ sessionId, mac: code.mac }],
    generation,
    now: Date.now(),
    sessionLifetimeMs,
    wrongCodesAllowed,
  };
}

function readRequest({ slot, bySecret: [{ sessionId, generation }] }) {
  return { slot, sessionIds: [sessionId], generation, now: Date.now(), wrongCodesAllowed };
}

/** Runs `call(i)` for each i below `calls`, with `atOnce` of them in flight at any time. */
async function run(calls, call) {
  let next = 0;
  const one = async () => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** Microseconds per call: as the client measures it, and as the server counts it for the command. */
async function measure(redis, command, call) {
  await redis.config('RESETSTAT');
  const start = process.hrtime.bigint();
  await run(callsARound, call);
  const client = Number(process.hrtime.bigint() - start) / 1_000 / callsARound;
  const stats = await redis.info('commandstats');
  return {
    client,
    server: Number(new RegExp(`cmdstat_${command}:.*usec_per_call=([0-9.]+)`).exec(stats)?.[1]),
  };
}

/**
 * Measures the calls one after the other, so that other load on the machine affects them all. Leaves the number of
 * sessions unchanged.
 */
async function measureRound(redis, storage) {
  const requests = Array.from({ length: callsARound }, openRequest);
  return {
    SET: await measure(redis, 'set', (i) => redis.set(`bench:${i}`, 'x'.repeat(42), 'PX', 600_000)),
    GET: await measure(redis, 'get', (i) => redis.get(`bench:${i}`)),
    [bare]: await measure(redis, 'evalsha', () => redis.evalsha(bareDigest, 1, 'bench:0')),
    open: await measure(redis, 'evalsha', (i) => storage.open(requests[i])),
    settle: await measure(redis, 'evalsha', (i) => storage.settle(settleRequest(requests[i]))),
    submit: await measure(redis, 'evalsha', (i) => storage.submit(submitRequest(requests[i]))),
    read: await measure(redis, 'evalsha', (i) => storage.read(readRequest(requests[i]))),
    consume: await measure(redis, 'evalsha', (i) => storage.consume(readRequest(requests[i]))),
  };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The medians over the rounds: of the microseconds, and of the ratio to the bare script in the same round. */
async function measureRounds(redis, storage, measureOne) {
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measureOne(redis, storage));
  const summary = (name, side) => ({
    micros: median(measured.map((round) => round[name][side])),
    ratio: median(measured.map((round) => round[name][side] / round[bare][side])),
  });
  const names = Object.keys(measured[0]);
  return Object.fromEntries(
    names.map((name) => [name, { client: summary(name, 'client'), server: summary(name, 'server') }]),
  );
}

async function usedMemory(redis) {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
}

async function memoryUsage(redis) {
  let total = 0;
  for await (const keys of redis.scanBufferStream({ match: '3p:*', count: 1_000 })) {
    const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
    total += sizes.reduce((sum, size) => sum + size, 0);
  }
  return total;
}

async function measureMemory(server) {
  const without = await measureMemoryOf(server, openRequest);
  const withReceipts = await measureMemoryOf(server, () => ({
    ...openRequest(),
    receipt: base64url(receiptBytes),
  }));
  const told = withReceipts.map(([state, ...bytes]) => [
    `with a receipt of ${receiptBytes} bytes: ${state}`,
    ...bytes,
  ]);
  return [...without, ...told];
}

async function measureMemoryOf(server, requestOf) {
  const redis = new Redis(server.port);
  await redis.flushall();
  const storage = new RedisSessionStorage(redis);
  const rows = [];
  const empty = await usedMemory(redis);
  const requests = Array.from({ length: memoryMeasuredAt }, requestOf);
  const row = async (state) =>
    rows.push([
      state,
      ((await usedMemory(redis)) - empty) / memoryMeasuredAt,
      (await memoryUsage(redis)) / memoryMeasuredAt,
    ]);
  await run(memoryMeasuredAt, (i) => storage.open(requests[i]));
  await row('opened, its message on its way');
  await run(memoryMeasuredAt, (i) => storage.settle(settleRequest(requests[i])));
  await row('and sent');
  await run(memoryMeasuredAt, (i) => storage.submit(submitRequest(requests[i])));
  await row('and validated');
  redis.disconnect();
  return rows;
}

function printMemory(rows) {
  console.log(
    `\n| ${memoryMeasuredAt.toLocaleString('en')} sessions, each with its own number | used_memory, bytes per session | MEMORY USAGE, bytes per session |`,
  );
  console.log('| --- | ---: | ---: |');
  for (const [state, used, usage] of rows)
    console.log(`| ${state} | ${used.toFixed(0)} | ${usage.toFixed(0)} |`);
}

function printCosts(title, costs, side) {
  console.log(`\n| ${title} | ${levels.map((level) => level.toLocaleString('en')).join(' | ')} |`);
  console.log(`| --- | ${levels.map(() => '---:').join(' | ')} |`);
  for (const name of Object.keys(costs[0])) {
    const cells = costs.map((cost) => {
      const { micros, ratio } = cost[name][side];
      return `${micros.toFixed(1)} µs (×${ratio.toFixed(1)})`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

async function openAndSend(storage) {
  const request = openRequest();
  await storage.open(request);
  await storage.settle(settleRequest(request));
}

async function measureCosts(server) {
  const redis = new Redis(server.port);
  const storage = new RedisSessionStorage(redis);
  await redis.script('LOAD', bareScript);
  await measureRounds(redis, storage, measureRound); // The first run only warms up the JIT.
  await redis.flushall();
  const costs = [];
  for (const level of levels) {
    await run(Math.max(0, level - (await redis.dbsize())), () => openAndSend(storage));
    costs.push(await measureRounds(redis, storage, measureRound));
  }
  redis.disconnect();
  return costs;
}

/** Returns one of so many random ids at each call. */
function anyOf(many) {
  const ids = Array.from({ length: many }, () => base64url(6));
  return () => ids[Math.floor(Math.random() * many)];
}

/** Messages of new people in five countries, from addresses of their own in 300 networks, to 500 blocks of numbers. */
function chargeRequests(many) {
  const [block, network] = [anyOf(500), anyOf(300)];
  return Array.from({ length: many }, (_, index) => {
    const caller = { address: base64url(6), network: network(), everywhere: base64url(6) };
    const country = ['DE', 'FR', 'GB', 'IN', 'US'][index % 5];
    const message = { country, number: base64url(6), block: block(), caller };
    return { message, proved: false, terms, now: Date.now() };
  });
}

function returnRequest({ message, now }) {
  return { message: { ...message, lane: 'nobody', all: true }, terms, now };
}

async function measureBalanceMemory(server) {
  const redis = new Redis(server.port);
  const { balances } = new RedisSessionStorage(redis);
  const requests = chargeRequests(memoryMeasuredAt);
  const empty = await usedMemory(redis);
  await run(memoryMeasuredAt, (i) => balances.charge(requests[i]));
  const groups = await redis.dbsize();
  const used = (await usedMemory(redis)) - empty;
  const usage = await memoryUsage(redis);
  redis.disconnect();
  return { groups, used: used / groups, usage: usage / groups, perMessage: used / memoryMeasuredAt };
}

function printBalanceMemory({ groups, used, usage, perMessage }) {
  const messages = memoryMeasuredAt.toLocaleString('en');
  console.log(
    `\n${messages} messages, each to a new number from a new address: ${groups.toLocaleString('en')} groups; ` +
      `used_memory ${used.toFixed(0)} bytes a group and ${perMessage.toFixed(0)} a message; MEMORY USAGE ${usage.toFixed(0)} a group`,
  );
}

async function measureBalanceRound(redis, storage) {
  const { balances } = storage;
  const requests = chargeRequests(callsARound);
  const opened = Array.from({ length: callsARound }, openRequest);
  return {
    [bare]: await measure(redis, 'evalsha', () => redis.evalsha(bareDigest, 1, 'bench:0')),
    open: await measure(redis, 'evalsha', (i) => storage.open(opened[i])),
    charge: await measure(redis, 'evalsha', (i) => balances.charge(requests[i])),
    'charge again': await measure(redis, 'evalsha', (i) => balances.charge(requests[i])),
    payBack: await measure(redis, 'evalsha', (i) => balances.payBack(returnRequest(requests[i]))),
    refund: await measure(redis, 'evalsha', (i) => balances.refund(returnRequest(requests[i]))),
  };
}

async function measureBalanceCosts(server) {
  const redis = new Redis(server.port);
  const storage = new RedisSessionStorage(redis);
  await redis.script('LOAD', bareScript);
  await measureRounds(redis, storage, measureBalanceRound); // The first run only warms up the JIT.
  await redis.flushall();
  const costs = await measureRounds(redis, storage, measureBalanceRound);
  redis.disconnect();
  return costs;
}

function printBalanceCosts(costs) {
  console.log(`\n| Balances; ${atOnce} calls at once | as the client sees it | on the server only |`);
  console.log('| --- | ---: | ---: |');
  const cell = ({ micros, ratio }) => `${micros.toFixed(1)} µs (×${ratio.toFixed(1)})`;
  for (const [name, { client, server }] of Object.entries(costs))
    console.log(`| ${name} | ${cell(client)} | ${cell(server)} |`);
}

await main();

async function main() {
  const parts = levels.length === 0 ? balanceParts() : [...sessionParts(), ...balanceParts()];
  for (const [measureIt, printIt] of parts) {
    const server = await startRedis();
    try {
      printIt(await measureIt(server));
    } finally {
      await server.stop();
    }
  }
}

function balanceParts() {
  return [
    [measureBalanceMemory, printBalanceMemory],
    [measureBalanceCosts, printBalanceCosts],
  ];
}

function sessionParts() {
  return [
    [measureMemory, printMemory],
    [measureCosts, printAllCosts],
  ];
}

function printAllCosts(costs) {
  printCosts(`Sessions stored; a call as the client sees it, ${atOnce} at once`, costs, 'client');
  printCosts('Sessions stored; a call on the server only', costs, 'server');
  const rowOf = (name, wanted) => {
    const micros = (call) => costs[0][call].server.micros.toFixed(1);
    const what = `Redis: time of \`${name}\`, and of a script that does nothing`;
    return { what, measured: `${micros(name)} µs, ${micros(bare)} µs`, wanted };
  };
  addToSummary(3, [rowOf('open', '15 µs or less'), rowOf('submit', '8 µs or less')]);
}
