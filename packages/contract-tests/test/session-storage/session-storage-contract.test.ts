import { expect } from 'chai';
import { ModelStorage } from '../../dist/session-storage/model-storage.js';
import { runCollecting } from './run-collecting.js';
import { faults } from './faults/faults.js';

const stateMachineTest = 'answers any sequence of calls and waits as the model does';

describe('what the session storage contract finds', function () {
  // The first tests run the whole suite.
  this.timeout(60_000);

  it('nothing in the model', async () => {
    const { failed, ran } = await runCollecting(new ModelStorage());
    expect(failed).to.deep.equal([]);
    expect(ran).to.be.greaterThan(100);
  });

  for (const { fault, storage: FaultyStorage, foundBy, showsInSequence } of faults) {
    it(fault, async () => {
      const finders = showsInSequence ? [foundBy, stateMachineTest] : [foundBy];
      const { failed } = await runCollecting(new FaultyStorage(), (title) => finders.includes(title));
      expect(failed).to.include.members(finders);
    });
  }
});
