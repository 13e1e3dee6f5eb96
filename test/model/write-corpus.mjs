// Writes the traces that every storage's tests replay: `node test/model/write-corpus.mjs [SEED]`, when the model has changed.
import { writeFileSync } from 'node:fs';
import { sessionTraces } from './replays.mjs';

const traces = [...sessionTraces(Number(process.argv[2] ?? 15), 200, 50)];
const lines = traces.map(({ steps }) => JSON.stringify(steps));
const text = `{"rules":${JSON.stringify(traces[0].rules)},"traces":[\n${lines.join(',\n')}\n]}\n`;
writeFileSync(new URL('../../packages/contract-tests/traces/sessions.json', import.meta.url), text);
