import type { ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage, MemorySpendingStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, hostPolicy, noAddressLimits, type TestFramework } from '../framework.js';

const hour = 3_600_000;
const guarded: Partial<ThreepidOptions> = { limits: noAddressLimits, guard: {} };

let asked = 0;

/** Another person, from elsewhere. */
function ask({ threepid }: TestFramework, country: string, phoneNumber: string) {
  asked += 1;
  const clientAddress = `10.${String(asked)}.0.1`;
  return threepid.requestToken({
    clientSecret: `secret${String(asked)}`,
    country,
    phoneNumber,
    clientAddress,
  });
}

describe('what an operator watches', () => {
  it('is money, budgets, and the balances of countries, the busiest first', async () => {
    const budgets = { day: 50, countries: { GB: { day: 5 } } };
    const framework = createFramework({ ...guarded, guard: { budgets } });
    await ask(framework, 'DE', '015123456789');
    for (const end of ['456', '567', '678']) await ask(framework, 'GB', `07400123${end}`);
    const stats = await framework.threepid.operator.stats();
    expect(stats.spending).to.deep.equal(await framework.threepid.guard.spent());
    expect(stats.budgets).to.deep.equal(budgets);
    expect(stats.balances).to.deep.equal([
      { country: 'GB', messages: 17, cap: 100 },
      { country: 'DE', messages: 19, cap: 100 },
    ]);
    framework.clock.advance(2 * hour);
    const [first] = (await framework.threepid.operator.stats()).balances;
    expect(first).to.deep.equal({ country: 'GB', messages: 18, cap: 100 });
  });

  it('has no more balances than those of the 20 busiest countries', async () => {
    const spending = new MemorySpendingStorage();
    const framework = createFramework({ ...guarded, guard: { spending } });
    const countries = 'AT BE BG CH CZ DE DK EE ES FI FR GB GR HU IE IT LT LV NL NO PL'.split(' ');
    const budgets = { country: undefined, total: undefined };
    for (const [place, country] of countries.entries())
      for (let count = 0; count <= place; count += 1)
        await spending.reserve({ country, price: 1, budgets, now: framework.clock.now() });
    const { balances } = await framework.threepid.operator.stats();
    expect(balances.map(({ country }) => country)).to.deep.equal(countries.slice(1).reverse());
  });

  it('names numbers of no country as prices do', async () => {
    const framework = createFramework({ ...guarded, destinations: { allow: ['001'] } });
    await ask(framework, '', '+870773111632');
    const { balances } = await framework.threepid.operator.stats();
    expect(balances).to.deep.equal([{ country: '001', messages: 19, cap: 100 }]);
  });

  it('are no balances where nobody counts what is sent', async () => {
    const storage = new MemorySessionStorage();
    Object.defineProperty(storage, 'spending', { value: undefined });
    const { threepid } = createFramework({ ...guarded, storage });
    const { spending, balances } = await threepid.operator.stats();
    expect([spending, balances]).to.deep.equal([undefined, []]);
  });

  it('are no balances where nothing was sent today, without a guard, and with a policy of the host', async () => {
    const balancesOf = async ({ threepid }: TestFramework) => (await threepid.operator.stats()).balances;
    const storage = new MemorySessionStorage();
    storage.balances.read = () => Promise.reject(new Error('nobody needs to know'));
    expect(await balancesOf(createFramework({ ...guarded, storage }))).to.deep.equal([]);
    for (const options of [{}, { ...hostPolicy, guard: {} }]) {
      const framework = createFramework({ limits: noAddressLimits, ...options });
      await ask(framework, 'GB', '07400123456');
      expect(await balancesOf(framework)).to.deep.equal([]);
    }
  });
});
