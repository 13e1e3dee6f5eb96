import { MemorySessionStorage } from '@threepid/storage-memory';
import fc from 'fast-check';
import { isLinearizable } from './histories/linearizable.js';
import { randomHistory } from './histories/random-history.js';

describe('MemorySessionStorage', () => {
  it('answers calls at once, by clocks that differ by up to 60 s, in an order that the model answers alike', async () => {
    const property = fc.asyncProperty(fc.integer(), async (seed) =>
      isLinearizable(await randomHistory(new MemorySessionStorage(), seed)),
    );
    await fc.assert(property, { numRuns: 1_000 });
  });
});
