import type { SessionStorage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  ModelStorage,
  type FoundSession,
} from '../../../contract-tests/dist/session-storage/model-storage.js';
import { isLinearizable } from './linearizable.js';
import { randomHistory } from './random-history.js';

/** Forgets what has ended by the clock of whoever calls, as the memory storage once did. */
class HastyStorage extends ModelStorage {
  protected override find(
    slot: string,
    sessionIds: readonly string[],
    now: number,
  ): FoundSession | undefined {
    for (const [key, { endsAt }] of this.sessions) if (endsAt <= now) this.sessions.delete(key);
    return super.find(slot, sessionIds, now);
  }
}

describe('histories of calls at once, by clocks that differ by up to 60 s', () => {
  it('are linearizable with MemorySessionStorage', async () => {
    const property = fc.asyncProperty(fc.integer(), async (seed) =>
      isLinearizable(await randomHistory(new MemorySessionStorage(), seed)),
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it('are found out where a storage forgets by a clock that is ahead', async () => {
    expect(await isFoundOut(() => new ModelStorage())).to.equal(false);
    expect(await isFoundOut(() => new HastyStorage())).to.equal(true);
  });
});

async function isFoundOut(create: () => SessionStorage): Promise<boolean> {
  for (let seed = 0; seed < 200; seed += 1) {
    if (!(await isLinearizable(await randomHistory(create(), seed)))) return true;
  }
  return false;
}
