import { noRoutes } from '@threepid/core';
import { MemoryRouteStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const day = 86_400_000;

describe('MemoryRouteStorage', () => {
  it('forgets a country 30 days after the last count, not after the last reading', async () => {
    const storage = new MemoryRouteStorage();
    const begin = Date.UTC(2030, 4, 1);
    const counts = [{ sender: 'a', minute: begin / 60_000, sent: 1, verified: 0, failed: 0 }];
    await storage.count({ country: 'GB', counts, now: begin });
    await storage.count({ country: 'IE', counts, now: begin + day });
    const readAt = (now: number) => storage.count({ country: 'GB', counts: [], now });
    expect(await readAt(begin + 30 * day - 1)).to.include({ counted: 1 });
    expect(await readAt(begin + 30 * day)).to.deep.equal(noRoutes);
    expect(storage.size).to.equal(1);
  });
});
