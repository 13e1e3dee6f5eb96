// The calls after requestToken, each alone: submitToken and getValidated3pid of Fastify, beside the ceiling.
import { benchOptions } from './run/bench-options.mjs';
import { Laboratory } from './run/laboratory.mjs';
import { machineLine, redisVersionOf } from './run/machine.mjs';
import { measureRounds } from './run/rounds.mjs';
import { pairOf } from './run/systems.mjs';
import { addToSummary } from './run/summary.mjs';
import { figureTable, ratioOf, ratioTable } from './run/table.mjs';

const help = `npm run bench -- calls [options]

submitToken and getValidated3pid, each by itself, 64 at once, on Redis: threepid on Fastify beside its ceiling, hand-written
routes for Fastify. Each call is for a session of its own; the code is right. Ends with 1 if any call fails.

  --quick  fewer calls
  --help   this text
`;

const options = benchOptions(help, { quick: { type: 'boolean', default: false } });

const size = options.quick
  ? { rounds: 2, warmUpCalls: 500, calls: 500 }
  : { rounds: 3, warmUpCalls: 2_000, calls: 2_000 };

/** Calls at once. */
const most = 64;

await main();

async function main() {
  const laboratory = await Laboratory.open();
  try {
    const started = await laboratory.start([pairOf('Fastify')]);
    const results = [];
    for (const work of ['submitToken', 'getValidated3pid'])
      results.push(...(await measureCall(laboratory, started, work)));
    console.log(`${ratioTable(results)}\n\n${figureTable(results, 'call')}`);
    const measured = ratioOf(results[0], most, 'perSecond').toFixed(2);
    addToSummary(2, [{ what: 'Fastify: submitToken alone, calls a second', measured, wanted: '0.8' }]);
    console.log(`\n${machineLine(await redisVersionOf(laboratory.redis))}`);
  } finally {
    await laboratory.close();
  }
}

async function measureCall(laboratory, started, work) {
  const { rounds, warmUpCalls, calls } = size;
  const runOf = () => ({ work, calls });
  const results = await measureRounds(laboratory, started, { levels: [most], rounds, warmUpCalls, runOf });
  const titled = (name) => `${work}: ${name}`;
  return results.map(({ pair, rounds: measured }) => ({
    pair: { name: titled(pair.name), ceilingName: titled(pair.ceilingName) },
    rounds: measured,
  }));
}
