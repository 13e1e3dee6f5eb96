import { spendingStorageContract } from '@threepid/contract-tests';
import { expect } from 'chai';
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
  const found: (() => Promise<void>)[] = [];
  spendingStorageContract({
    describe: (_title, body) => {
      body();
    },
    it: (each, body) => each === title && found.push(body),
    before: () => undefined,
    after: () => undefined,
    create: () => new Storage(),
  });
  const [body] = found;
  if (body === undefined) throw new Error(`the suite has no test '${title}'`);
  return body().then(
    () => false,
    () => true,
  );
}
