import { balanceStorageContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import fc from 'fast-check';
import { balanceFaults, type BalanceFault } from './storages-with-faults.js';
import { TableStorage, UnreachableStorage } from './table-storage.js';

interface CollectedTest {
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** The titles of the tests of the suite that a storage fails; of those that are to run. */
async function failedBy(
  {
    storage: Storage,
    unavailable: Unavailable = UnreachableStorage,
  }: Omit<BalanceFault, 'fault' | 'foundBy'>,
  isRun: (title: string) => boolean = () => true,
): Promise<readonly string[]> {
  const tests: CollectedTest[] = [];
  balanceStorageContract({
    describe: (_title, body) => {
      body();
    },
    it: (title, body) => isRun(title) && tests.push({ title, body }),
    before: () => undefined,
    after: () => undefined,
    create: () => new Storage(),
    createUnavailable: () => new Unavailable(),
  });
  const failed: string[] = [];
  for (const { title, body } of tests) if (!(await passes(body))) failed.push(title);
  return failed;
}

function passes(body: () => Promise<void>): Promise<boolean> {
  return body().then(
    () => true,
    () => false,
  );
}

describe('what the balance storage contract finds', () => {
  // Of random histories, some don't show a fault: these do.
  before(() => {
    fc.configureGlobal({ seed: 1 });
  });
  after(() => {
    fc.resetConfigureGlobal();
  });

  it('nothing in a table of balances', async () => {
    expect(await failedBy({ storage: TableStorage })).to.deep.equal([]);
  });

  for (const { fault, foundBy, ...parts } of balanceFaults)
    it(fault, async () => {
      expect(await failedBy(parts, (title) => title === foundBy)).to.deep.equal([foundBy]);
    });
});
