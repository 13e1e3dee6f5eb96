// Fuzzes one target, or those of a group. `scripts/fuzz.mjs` starts it, and says what its arguments are.
import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { asciiJson } from './engine/corpus.js';

register('./engine/counting-hooks.js', import.meta.url);
const { runGroup } = await import('./run-group.js');

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: '' },
    corpus: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    input: { type: 'string' },
    keep: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
});
const { passed, failed } = await runGroup(
  { ...values, seed: Number(values.seed), seconds: Number(values.seconds) },
  (failure) => {
    console.log(
      `  repeat it: npm run test:fuzz -- ${failure.target} --input '${asciiJson(failure.input).replaceAll("'", '\\u0027')}'`,
    );
  },
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
