// The model of docs/scaling.md: what crowds need, and where throughput stops, also simulated. Measures nothing itself.
import { costTable, limitTable, needsTable } from '../dist-test/bench/scaling/tables.js';
import { benchOptions } from './run/bench-options.mjs';

const help = `npm run bench -- scaling [options]

Prints the tables of docs/scaling.md: what a verification costs, what crowds need, and where throughput stops, by a model and
simulated. It measures nothing: the costs come from test/bench/scaling/measured.ts, which says how to update them. Takes seconds.

  --quick  changes nothing
  --help   this text
`;

benchOptions(help, { quick: { type: 'boolean', default: false } });
console.log([costTable(), needsTable(), limitTable()].join('\n\n'));
