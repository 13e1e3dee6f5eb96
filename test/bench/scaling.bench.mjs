// The model of docs/scaling.md: what crowds need, and where throughput stops, also simulated. Measures nothing itself.
import { costTable, limitTable, needsTable } from '../dist-test/bench/scaling/tables.js';

console.log([costTable(), needsTable(), limitTable()].join('\n\n'));
