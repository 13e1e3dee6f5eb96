import { balanceStorageContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import fc from 'fast-check';
import { CollectingRunner } from '../collecting-runner.js';
import { balanceFaults, type BalanceFault } from './storages-with-faults.js';
import { TableStorage, UnreachableStorage } from './table-storage.js';

/** The titles of the tests of the suite that a storage fails; of those that are to run. */
async function failedBy(
  {
    storage: Storage,
    unavailable: Unavailable = UnreachableStorage,
  }: Omit<BalanceFault, 'fault' | 'foundBy'>,
  isRun: (title: string) => boolean = () => true,
): Promise<readonly string[]> {
  const runner = new CollectingRunner(isRun);
  balanceStorageContract({
    ...runner.functions,
    create: () => new Storage(),
    createUnavailable: () => new Unavailable(),
  });
  return runner.failed();
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
