import type { SessionStorage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import fc from 'fast-check';
import { plantedRaces } from './planted-races.js';
import { racedHistory, type Pause } from './raced.js';

/** A bug must show in one of so many histories. */
const histories = 80;

/** The seed of the first history that is not explained. */
async function firstFailing(create: (pause: Pause) => SessionStorage): Promise<number> {
  for (let seed = 0; seed < histories; seed += 1) {
    const { failures } = await racedHistory(create, seed, { isExplained: false });
    if (failures.length > 0) return seed;
  }
  return Infinity;
}

describe('histories of calls at once', function () {
  this.timeout(20_000);

  it('are explained where each call is one step, also if calls or their answers are lost', async () => {
    const property = fc.asyncProperty(fc.nat(), fc.boolean(), async (seed, isLossy) => {
      const { failures } = await racedHistory(() => new MemorySessionStorage(), seed, { isLossy });
      expect(failures).to.deep.equal([]);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  for (const { bug, storage: Planted } of plantedRaces) {
    it(`are not explained if ${bug}`, async () => {
      expect(await firstFailing((pause) => new Planted(pause))).to.be.lessThan(histories);
    });
  }

  it('say of a failure the shortest beginning that has no order, and what could have been answered', async () => {
    const [{ storage: GivesClaimTwice }] = plantedRaces as [(typeof plantedRaces)[0]];
    const create = (pause: Pause): SessionStorage => new GivesClaimTwice(pause);
    const { failures } = await racedHistory(create, await firstFailing(create));
    expect(failures[0]).to.match(/^The calls of number \S+ have no order/);
    expect(failures[0]).to.match(/^> \d+-\d+ +client \d: open .* -> {.*message {kind claimed}/m);
    expect(failures[0]).to.match(/^> could only be answered .*message {kind under-way, claim \S+}/m);
  });
});
