// Tries mutants of Lua scripts, one after another, in a process of its own: `process.send` has what became of each. Nothing
// is built: a script is exchanged where it is sent to Redis. With MUTATION_QUICK, only the quick tests of the contracts run.
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { RedisScript } from '../../../packages/storage-redis/dist/redis-script.js';
import { Tests } from '../tests.mjs';
import { startAnew, stop } from './current-redis.mjs';

const contracts = fileURLToPath(new URL('contracts.suite.mjs', import.meta.url));
const own = fileURLToPath(new URL('../../../packages/storage-redis/dist-test/', import.meta.url));
/** Tests that killed the last mutants are most likely to kill the next one. */
const mostKillers = 12;
/** The others take most of the time, and notice little that these don't. */
const shareOfQuick = 0.93;

/** By the text that ships, what is sent in its place. */
const exchanged = new Map();
const run = RedisScript.prototype.run;
RedisScript.prototype.run = function (...args) {
  return run.apply(exchanged.get(this.lua) ?? this, args);
};

// With its parent, and so that no server of its outlives it.
process.once('disconnect', () => process.exit(1));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// The same sequences for each mutant; a counterexample is enough, the smallest one is for people.
fc.configureGlobal({ seed: 1, endOnFailure: true });
await startAnew();
const judges = JSON.parse(process.argv[2]);
const isQuick = process.env.MUTATION_QUICK !== undefined;
const tests = await Tests.load([contracts, ...(isQuick ? [] : judges.files.map((file) => own + file))]);
// A Cluster is started once in a process, and stops with the first run of tests.
const candidates = [...ofContracts(judges.titles), ...ofFiles(judges.files)].filter(
  ({ id }) => !id.includes('Cluster'),
);
const killers = new Map();
const slow = await checkWithoutMutant();

process.on('message', async (task) => {
  if (task === 'end') {
    await stop();
    process.exit();
  }
  process.send(await outcomeOf(task));
});
process.send('ready');

/** @returns `status`, and the title of the test that noticed the mutant. */
async function outcomeOf({ key, texts, titles, files }) {
  exchanged.clear();
  for (const [text, changed] of texts) exchanged.set(text, new RedisScript(changed));
  const known = killers.get(key) ?? [];
  const failed = await firstFailure(stagesOf(titles, files, known));
  exchanged.clear();
  if (failed === undefined) return { status: 'Survived' };
  await startAnew();
  killers.set(key, [failed.id, ...known.filter((id) => id !== failed.id)].slice(0, mostKillers));
  const isLate = /hangs|no answer within|imeout/.test(String(failed.error));
  return { status: isLate ? 'Timeout' : 'Killed', killedBy: failed.id };
}

/** The tests that judge a mutant, the most promising first: those that killed the last ones, then the quick ones. */
function stagesOf(titles, files, known) {
  const [contract, others] = [ofContracts(titles), ofFiles(files)].map((some) =>
    some.filter((test) => candidates.includes(test)),
  );
  const isSlow = ({ id }) => slow.has(id);
  const stages = [
    [...contract, ...others].filter(({ id }) => known.includes(id)),
    contract.filter((test) => !isSlow(test)),
    others,
    contract.filter(isSlow),
  ];
  return isQuick ? stages.slice(0, 2) : stages;
}

function ofContracts(titles) {
  return tests.all.filter(({ id, file }) => file === contracts && titles.some((title) => id.includes(title)));
}

function ofFiles(files) {
  return tests.all.filter(({ file }) => files.some((one) => file === own + one));
}

async function firstFailure(stages) {
  for (const stage of stages) {
    const failed = await failureOf(stage);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** A test that fails by itself would kill every mutant. @returns the ids of the slowest tests. */
async function checkWithoutMutant() {
  const results = await runAll();
  const bySpeed = results.sort((one, other) => one.timeSpentMs - other.timeSpentMs);
  return new Set(bySpeed.slice(Math.floor(bySpeed.length * shareOfQuick)).map(({ id }) => id));
}

async function runAll() {
  await startAnew();
  const results = await tests.run(candidates);
  const failed = results.find(({ error }) => error !== undefined);
  if (failed === undefined) return results;
  throw new Error(`without a mutant, this fails: ${failed.id}`, { cause: failed.error });
}

async function failureOf(some) {
  if (some.length === 0) return undefined;
  await startAnew();
  return (await tests.run(some)).find(({ error }) => error !== undefined);
}
