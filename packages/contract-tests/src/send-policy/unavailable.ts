import { StorageUnavailableError } from '@threepid/core';
import { expect } from 'chai';
import { manyPeople } from './asking.js';
import type { PolicySuite } from './policy-suite.js';

/** Tests of a policy whose storage can't be reached. */
export function unavailable({ crowds, options }: PolicySuite): void {
  const { createUnavailable, destroy } = options;
  if (createUnavailable === undefined) return;
  options.it(
    'allows nothing while its storage cannot be reached, and rejects with StorageUnavailableError',
    async () => {
      const policy = await createUnavailable();
      const asking = crowds.flatMap((crowd) =>
        Array.from({ length: manyPeople / crowds.length }, async (_, index) =>
          policy.judge(crowd.candidate(index)),
        ),
      );
      for (const result of await Promise.allSettled(asking)) {
        expect(result.status, 'a message is judged without the storage').to.equal('rejected');
        if (result.status === 'rejected') expect(result.reason).to.be.instanceOf(StorageUnavailableError);
      }
      await destroy?.(policy);
    },
  );
}
