// `npm run test:fuzz`: builds whatever is stale, and fuzzes parsers, routes, senders and hosts, guided by the blocks of code
// that inputs reach. `-- phone-number` fuzzes one target, `-- parsers` one group. Options: `--seconds N` for each group,
// `--seed N`, `--keep` to add what was found to test/fuzz/corpus, `--input JSON` to run one input of a target alone.
import { build, root } from './build.mjs';
import { readCommandLine } from './command-line.mjs';
import { countedRun, countsOf, finishRun } from './counts-line.mjs';
import { runJob, runPool } from './run-job.mjs';

/** Seconds of each group, the longest first: two run at a time. A group that has to make many requests may take longer. */
const groups = { sockets: 40, router: 30, settings: 30, callbacks: 25, parsers: 25, providers: 25 };

const help = `npm run test:fuzz -- [TARGET or GROUP ...] [options]

Gives parsers, routes, senders and hosts inputs that nobody thought of, and checks what must hold for each. Without names,
all of it, in two minutes. test/fuzz/README.md lists the targets.

Groups: ${Object.keys(groups).join(', ')}

  --seconds N   for each target or group that is named
  --seed N      repeats the inputs of an earlier run; default: a new one, which is printed
  --input JSON  runs one input of a target alone, as a failure prints it
  --keep        adds the inputs that reached something new to test/fuzz/corpus
  --help        this text
`;

const { values, names: positionals } = readCommandLine(help, {
  seconds: { type: 'string', isNumber: true },
  seed: { type: 'string', isNumber: true, default: String(1 + Math.floor(Math.random() * 1_000_000)) },
  input: { type: 'string' },
  keep: { type: 'boolean', default: false },
});

await countedRun(async () => {
  build('test/fuzz');
  const names = positionals.length > 0 ? positionals : Object.keys(groups);
  console.log(`seed ${values.seed}; to repeat it: npm run test:fuzz -- ${againWith().join(' ')}`);
  const results = await runPool(names, 2, fuzz);
  const [passed, failed, requests] = ['passed', 'failed', 'requests'].map((of) =>
    results.reduce((sum, { [of]: count }) => sum + count, 0),
  );
  console.log(`${requests.toLocaleString('en')} requests in all`);
  finishRun({ passed, failed });
});

async function fuzz(name) {
  const job = await runJob({
    command: process.execPath,
    args: ['--expose-gc', `${root}test/fuzz/dist/main.js`, ...argumentsOf(name)],
    timeoutMs: 30 * 60_000,
  });
  console.log(`\n══ ${name} (${Math.round(job.ms / 1_000)} s)\n${job.output.trim()}`);
  return { ...countsOf(job), requests: requestsIn(job.output) };
}

function againWith() {
  const { seconds, seed } = values;
  return [...positionals, '--seed', seed, ...(seconds === undefined ? [] : ['--seconds', seconds])];
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

function requestsIn(output) {
  return [...output.matchAll(/: (\d+) requests, /g)].reduce((sum, [, count]) => sum + Number(count), 0);
}
