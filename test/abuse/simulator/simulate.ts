import { errorsOfOption, guardTermsOf, type GivenTerms, type GuardTerms } from '@threepid/core';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { frameworksOn, policiesWith } from './policies/policies.js';
import { isSimulatedStorage, simulatedStorages } from './policies/simulated-storage.js';
import type { PolicyUnderTest } from './policy.js';
import { scenarios } from './scenarios.js';
import { markdownTable, rowsOf } from './table.js';

const help = `npm run simulate -- [options]

Runs crowds and attackers against send policies in simulated time, and prints a Markdown table. All of it takes some minutes.

  --scenario TEXT      only scenarios with TEXT in their names, such as 'one range'
  --policy TEXT        only policies with TEXT in their names, such as 'guard'
  --seed N             other chances; the same seed gives the same table (default: 1)
  --prices FILE        prices of a message in cents, by country: {"GB": 4, "TJ": 25}
  --terms FILE         terms of the guard, in the form of the option guard.terms: {"block": {"start": 6000}}
  --storage NAME       the real framework on this storage, memory or redis, instead of the rules alone: some twenty times
                       as slow. Redis is started for it (redis-server on PATH or in THREEPID_REDIS_SERVER)
  --help               this text`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    policy: { type: 'string', default: '' },
    scenario: { type: 'string', default: '' },
    prices: { type: 'string' },
    terms: { type: 'string' },
    storage: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await simulate();

async function simulate(): Promise<void> {
  const terms = values.terms === undefined ? guardTermsOf() : readTerms(values.terms);
  if (values.storage === undefined) return printTable(policiesWith(terms));
  if (!isSimulatedStorage(values.storage)) throw new TypeError(`no storage '${values.storage}'`);
  const storage = await simulatedStorages[values.storage]();
  try {
    await printTable(frameworksOn(storage, terms));
  } finally {
    await storage.stop();
  }
}

async function printTable(policies: readonly PolicyUnderTest[]): Promise<void> {
  const rows = await rowsOf(
    scenarios.filter(({ name }) => name.includes(values.scenario)),
    policies.filter(({ name }) => name.includes(values.policy)),
    { seed: Number(values.seed), prices: values.prices === undefined ? {} : readPrices(values.prices) },
  );
  console.log(markdownTable(rows));
}

/** Terms of the guard in the form of the option `guard.terms`, such as `{ "block": { "start": 6000 } }`, over the defaults. */
function readTerms(file: string): GuardTerms {
  const content = JSON.parse(readFileSync(file, 'utf8')) as GivenTerms;
  const [error] = errorsOfOption('guard', { terms: content });
  if (error !== undefined) throw new TypeError(`'${file}': ${error}`);
  return guardTermsOf(content);
}

/** Cents a message by country, such as `{ "GB": 4 }`, in thousandths of a cent. */
function readPrices(file: string): Readonly<Record<string, number>> {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const prices = Object.entries(content ?? {}).map(
    ([country, cents]) => [country, 1_000 * Number(cents)] as const,
  );
  if (prices.length === 0 || !prices.every(([, price]) => price >= 0)) {
    throw new TypeError(`'${file}' is not like { "GB": 4, "DE": 8 }: cents a message by country`);
  }
  return Object.fromEntries(prices);
}
