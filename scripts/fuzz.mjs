// `npm run test:fuzz`: builds whatever is stale, and fuzzes parsers, routes, senders and hosts, guided by the blocks of code
// that inputs reach. `-- phone-number` fuzzes one target, `-- parsers` one group. Options: `--seconds N` for each group,
// `--seed N`, `--keep` to add what was found to test/fuzz/corpus, `--input JSON` to run one input of a target alone.
import { parseArgs } from 'node:util';
import { build, orExplain, root } from './build.mjs';
import { runJob, runPool } from './run-job.mjs';

/** Seconds of each group, the longest first: two run at a time. A group that has to make many requests may take longer. */
const groups = { sockets: 40, router: 30, settings: 30, callbacks: 25, parsers: 25, providers: 25 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1_000_000)) },
    input: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

await orExplain(async () => {
  build('test/fuzz');
  const names = positionals.length > 0 ? positionals : Object.keys(groups);
  console.log(
    `seed ${values.seed}; to repeat it: npm run test:fuzz -- ${[...positionals, '--seed', values.seed].join(' ')}`,
  );
  const results = await runPool(names, 2, fuzz);
  const [passed, failed, requests] = ['passed', 'failed', 'requests'].map((of) =>
    results.reduce((sum, { [of]: count }) => sum + count, 0),
  );
  console.log(`${requests.toLocaleString('en')} requests in all`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
});

async function fuzz(name) {
  const job = await runJob({
    command: process.execPath,
    args: ['--expose-gc', `${root}test/fuzz/dist/main.js`, ...argumentsOf(name)],
    timeoutMs: 30 * 60_000,
  });
  console.log(`\n══ ${name} (${Math.round(job.ms / 1_000)} s)\n${job.output.trim()}`);
  return countsOf(job);
}

function argumentsOf(name) {
  const { seconds = groups[name] ?? 10, seed, input, keep } = values;
  return [
    ...['--name', name, '--corpus', `${root}test/fuzz/corpus/`, '--seconds', String(seconds), '--seed', seed],
    ...(input === undefined ? [] : ['--input', input]),
    ...(keep ? ['--keep'] : []),
    ...(positionals.length === 0 ? ['--whole'] : []),
  ];
}

/** A process that was ended, such as by the watchdog, has failed. */
function countsOf({ code, output }) {
  const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  const requests = [...output.matchAll(/: (\d+) requests, /g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  return {
    passed: Number(passed),
    failed: code === 0 ? Number(failed) : Math.max(1, Number(failed)),
    requests,
  };
}
