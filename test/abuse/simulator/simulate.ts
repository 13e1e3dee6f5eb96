import { guardTermsOf } from '@threepid/core';
import { parseArgs } from 'node:util';
import { readCrowd, readLimits, readPrices, readTerms } from './operator-files.js';
import { scenariosOf } from './own-crowd.js';
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
  --limits FILE        limits for the policy 'fixed limits', in the form of the option limits, in place of version 0.1's:
                       {"perNumber": [{"messages": 5, "windowMs": 600000}]}
  --crowd FILE         your own people in place of the scenarios: people an hour by country, the verifications a message
                       in percent, and how many percent are behind shared addresses, a third if you leave it out:
                       {"GB": {"peopleAnHour": 40, "conversion": 80, "shared": 20}}
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
    limits: { type: 'string' },
    crowd: { type: 'string' },
    storage: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await simulate();

async function simulate(): Promise<void> {
  const terms = values.terms === undefined ? guardTermsOf() : readTerms(values.terms);
  const limits = values.limits === undefined ? undefined : readLimits(values.limits);
  if (values.storage === undefined) return printTable(policiesWith(terms, limits));
  if (!isSimulatedStorage(values.storage)) throw new TypeError(`no storage '${values.storage}'`);
  // The framework takes numbers only that exist, and little is known of an operator's own countries.
  if (values.crowd !== undefined) throw new TypeError('--crowd runs by the rules alone, without --storage');
  const storage = await simulatedStorages[values.storage]();
  try {
    await printTable(frameworksOn(storage, terms));
  } finally {
    await storage.stop();
  }
}

async function printTable(policies: readonly PolicyUnderTest[]): Promise<void> {
  const all = values.crowd === undefined ? scenarios : scenariosOf(readCrowd(values.crowd));
  const rows = await rowsOf(named('scenario', all), named('policy', policies), {
    seed: seedOf(values.seed),
    prices: values.prices === undefined ? {} : readPrices(values.prices),
  });
  console.log(markdownTable(rows));
}

/** Those that the option asks for. */
function named<Item extends { readonly name: string }>(
  option: 'scenario' | 'policy',
  all: readonly Item[],
): readonly Item[] {
  const found = all.filter(({ name }) => name.includes(values[option]));
  if (found.length > 0) return found;
  const names = all.map(({ name }) => `  ${name}`).join('\n');
  throw new TypeError(`--${option} '${values[option]}' is in the name of none of these:\n${names}`);
}

function seedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TypeError(`--seed must be a whole number, not '${text}'`);
}
