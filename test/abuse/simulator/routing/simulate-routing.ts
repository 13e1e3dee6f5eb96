import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { attacked, markdownOf, results } from './table.js';
import { withBlock } from './marked-block.js';

const help = `npm run simulate:routing -- [options]

Runs people, providers that get worse and attackers against routers in simulated time, and writes the tables of docs/routing.md.
All of it takes a minute or two.

  --seeds N   runs of each line, each with other chances (default: 10)
  --print     prints the tables instead
  --help      this text`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await simulate(Number(values.seeds));

async function simulate(seeds: number): Promise<void> {
  if (!(Number.isSafeInteger(seeds) && seeds > 0))
    throw new TypeError('--seeds must be a whole number above 0');
  const tables = {
    results: await markdownOf(results, seeds),
    attacks: await markdownOf(attacked, seeds),
  };
  if (values.print) console.log(`${tables.results}\n\n${tables.attacks}`);
  else writeTables(tables);
}

function writeTables({ results: table, attacks }: Readonly<Record<'results' | 'attacks', string>>): void {
  const file = new URL('../../../../../docs/routing.md', import.meta.url);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, withBlock(withBlock(text, 'results', table), 'attacks', attacks));
}
