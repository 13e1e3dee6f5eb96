import { errorsOfOption, guardTermsOf, type GivenTerms, type GuardTerms } from '@threepid/core';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { framework, policiesWith } from './policies/policies.js';
import { scenarios } from './scenarios.js';
import { markdownTable, rowsOf } from './table.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    policy: { type: 'string', default: '' },
    scenario: { type: 'string', default: '' },
    prices: { type: 'string' },
    terms: { type: 'string' },
  },
});

const policies = policiesWith(values.terms === undefined ? guardTermsOf() : readTerms(values.terms));
const rows = await rowsOf(
  scenarios.filter(({ name }) => name.includes(values.scenario)),
  values.policy === framework.name
    ? [framework]
    : policies.filter(({ name }) => name.includes(values.policy)),
  { seed: Number(values.seed), prices: values.prices === undefined ? {} : readPrices(values.prices) },
);
console.log(markdownTable(rows));

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
