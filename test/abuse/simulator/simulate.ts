import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { framework, policies } from './policies/policies.js';
import { scenarios } from './scenarios.js';
import { markdownTable, rowsOf } from './table.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    policy: { type: 'string', default: '' },
    scenario: { type: 'string', default: '' },
    prices: { type: 'string' },
  },
});

const rows = await rowsOf(
  scenarios.filter(({ name }) => name.includes(values.scenario)),
  values.policy === framework.name
    ? [framework]
    : policies.filter(({ name }) => name.includes(values.policy)),
  { seed: Number(values.seed), prices: values.prices === undefined ? {} : readPrices(values.prices) },
);
console.log(markdownTable(rows));

/** Cents a message by country, such as `{ "GB": 4 }`, in thousandths of a cent. */
function readPrices(file: string): Readonly<Record<string, number>> {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const prices = Object.entries(content ?? {}).map(
    ([country, cents]) => [country, 1_000 * Number(cents)] as const,
  );
  if (prices.length === 0 || !prices.every(([, price]) => price >= 0)) {
    throw new TypeError(`threepid: '${file}' is not like { "GB": 4, "DE": 8 }: cents a message by country`);
  }
  return Object.fromEntries(prices);
}
