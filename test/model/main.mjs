// Checks the models: `npm run test:model [-- [--seed=N] [--traces=N] [name...]]`. Ends with one line `N passed, N failed`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { countedRun, finishRun } from '../../scripts/counts-line.mjs';
import { checks, neverBroken } from './checks.mjs';
import { guardParts } from './guard-checks.mjs';
import { replayGuard } from './guard-replays.mjs';
import { checkTypes } from './quint-model.mjs';
import { replaySessions } from './replays.mjs';

const workers = 2;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, traces: { type: 'string', default: '300' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const traces = Number(values.traces);
const isWanted = (name) => positionals.length === 0 || positionals.some((wanted) => name.includes(wanted));

const totals = { passed: 0, failed: 0 };

/** One line a part, and what is wrong. */
function count({ name, passed, text, ms }) {
  totals[passed ? 'passed' : 'failed'] += 1;
  console.log(`${passed ? '✔' : '✘'} ${name}: ${text} (${(ms / 1000).toFixed(1)} s)`);
}

async function timed(name, body) {
  const startedAt = performance.now();
  const results = await body().catch((error) => [{ passed: false, text: error.stack }]);
  const ms = performance.now() - startedAt;
  for (const result of results) count({ ms, ...result, name: [name, result.name].filter(Boolean).join(' ') });
}

async function typesOf(file) {
  checkTypes(fileURLToPath(new URL(file, import.meta.url)));
  return [{ passed: true, text: 'types and effects are right' }];
}

/** A promise that nothing breaks may be true of everything. */
async function plantedForEach() {
  const missing = neverBroken();
  const text =
    missing.length === 0 ? 'there is one for each promise' : `there is none for ${missing.join(', ')}`;
  return [{ passed: missing.length === 0, text }];
}

function runChecks(places) {
  const left = [...places];
  const each = Array.from({ length: workers }, () => runWorker(() => left.shift()));
  return Promise.all(each);
}

/** Lets a thread of its own take checks until there is none left. */
function runWorker(next) {
  const worker = new Worker(new URL('check-worker.mjs', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 192 },
  });
  return new Promise((resolve, reject) => {
    const goOn = () => {
      const place = next();
      if (place === undefined) resolve(worker.terminate());
      else worker.postMessage(place);
    };
    worker.on('error', reject);
    worker.on('message', (result) => {
      count({ name: checks[result.place].name, ...result });
      goOn();
    });
    goOn();
  });
}

/** Checks the parts of the guard in a thread of their own. */
function runGuard() {
  const workerData = { seed, wanted: positionals };
  const worker = new Worker(new URL('guard-worker.mjs', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', resolve);
    worker.on('message', count);
  });
}

await countedRun(async () => {
  if (!Number.isSafeInteger(traces) || traces < 1) throw new Error('--traces must be a whole number above 0');
  const again = [...positionals, `--seed=${seed}`, `--traces=${traces}`].join(' ');
  console.log(`seed ${seed}; to repeat it: npm run test:model -- ${again}`);
  const files = [...new Set([...checks, ...guardParts].map(({ file }) => file))].filter(isWanted);
  for (const file of files) await timed(file, () => typesOf(file));
  await Promise.all([
    runChecks(checks.map((_, place) => place).filter((place) => isWanted(checks[place].name))),
    runGuard(),
  ]);
  if (isWanted('planted')) await timed('planted errors', plantedForEach);
  if (isWanted('traces')) {
    await timed(`${traces} traces of sessions on`, () => replaySessions(seed, traces));
    await timed('traces of balances and of money on', () => replayGuard(seed, Math.ceil(traces / 8)));
  }
  if (totals.passed + totals.failed === 0)
    count({ name: positionals.join(' '), passed: false, text: 'no part is called so', ms: 0 });
  finishRun(totals);
});
