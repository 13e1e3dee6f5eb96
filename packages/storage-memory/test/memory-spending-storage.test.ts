import { MemorySpendingStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const day = 86_400_000;

describe('MemorySpendingStorage', () => {
  it('holds nothing of money that is given back and was never reserved', async () => {
    const storage = new MemorySpendingStorage();
    await storage.release({
      country: 'GB',
      price: 1,
      budgets: { country: undefined, total: { day: 1, month: 1 } },
      now: 0,
    });
    expect(storage.size).to.equal(0);
  });

  it('forgets a month a week after its end', async () => {
    const storage = new MemorySpendingStorage();
    const reserve = (country: string, now: number) =>
      storage.reserve({ country, price: 1, budgets: { country: undefined, total: undefined }, now });
    for (const country of ['GB', 'IE', 'FR']) await reserve(country, Date.UTC(2030, 4, 31));
    await reserve('GB', Date.UTC(2030, 5, 1));
    expect(storage.size).to.equal(4);
    await reserve('GB', Date.UTC(2030, 5, 1) + 7 * day - 1);
    expect(storage.size).to.equal(4);
    await reserve('GB', Date.UTC(2030, 5, 1) + 7 * day);
    expect(storage.size).to.equal(1);
  });
});
