// Writes the traces of the guard that every storage's tests replay, when a model has changed: `node test/model/guard-corpus.mjs`.
import { writeFileSync } from 'node:fs';
import { randomFrom } from './explorer.mjs';
import { balanceTraces, spendingTraces } from './guard-traces.mjs';

const random = randomFrom(Number(process.argv[2] ?? 15));
const people = ['crowd', 'strangers', 'people'];
write('balances', balanceTraces(random, { worlds: people, count: 36, steps: 24 }));
write('balances-of-wrong-clocks', balanceTraces(random, { worlds: ['jumps'], count: 12, steps: 24 }));
write('spending', spendingTraces(random, { count: 30, steps: 24 }));

function write(name, { worlds, traces }) {
  const lines = traces.map((trace) => JSON.stringify(trace));
  const text = `{"worlds":${JSON.stringify(worlds)},"traces":[\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(new URL(`../../packages/contract-tests/traces/${name}.json`, import.meta.url), text);
}
