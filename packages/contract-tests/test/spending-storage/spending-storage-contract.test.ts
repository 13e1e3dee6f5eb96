import { spendingStorageContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import { CollectingRunner } from '../collecting-runner.js';
import { faults, type SpendingFault } from './faults.js';

describe('what the spending storage contract finds', function () {
  this.timeout(30_000);

  for (const { fault, storage, foundBy } of faults)
    it(fault, async () => {
      expect(await failed(storage, foundBy)).to.equal(true);
    });
});

/** True if the test of the suite with this title fails. */
async function failed(Storage: SpendingFault['storage'], title: string): Promise<boolean> {
  const runner = new CollectingRunner((each) => each === title);
  spendingStorageContract({ ...runner.functions, create: () => new Storage() });
  if (runner.collected === 0) throw new Error(`the suite has no test '${title}'`);
  return (await runner.failed()).length > 0;
}
