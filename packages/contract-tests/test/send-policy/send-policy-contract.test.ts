import { sendPolicyContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import { CollectingRunner } from '../collecting-runner.js';
import { ModelPolicy, SharedStorage, UnreachablePolicy } from './model-policy.js';
import {
  faultsOfEvents,
  faultsOfForgetting,
  faultsOfLimits,
  faultsOfReceipts,
  faultsOfVerdicts,
  type PolicyFault,
} from './policies-with-faults.js';

/** The titles of the tests of the suite that a policy fails; of those whose title is wanted. */
async function failedBy(
  { policy: Policy, unavailable: Unavailable = UnreachablePolicy }: Omit<PolicyFault, 'fault' | 'foundBy'>,
  isRun: (title: string) => boolean = () => true,
): Promise<readonly string[]> {
  const runner = new CollectingRunner(isRun);
  const storages = new Map<unknown, SharedStorage>();
  sendPolicyContract({
    ...runner.functions,
    create: () => {
      const storage = new SharedStorage();
      const policy = new Policy(storage);
      storages.set(policy, storage);
      return policy;
    },
    createBeside: (policy) => new Policy(storages.get(policy)),
    createUnavailable: () => new Unavailable(),
    paidBack: 2,
  });
  return runner.failed();
}

describe('the send policy contract', () => {
  it('finds nothing in the model', async () => {
    expect(await failedBy({ policy: ModelPolicy })).to.deep.equal([]);
  });

  it('lets a policy pass that delays nobody, if it says so', async () => {
    const runner = new CollectingRunner();
    sendPolicyContract({
      ...runner.functions,
      create: () => ({ judge: () => ({ kind: 'allow' }) }),
      unlimited: true,
    });
    expect(await runner.failed()).to.deep.equal([]);
    expect(runner.collected).to.be.greaterThan(50);
  });

  for (const [what, faults] of Object.entries({
    verdicts: faultsOfVerdicts,
    receipts: faultsOfReceipts,
    limits: faultsOfLimits,
    events: faultsOfEvents,
    forgetting: faultsOfForgetting,
  }))
    describe(`finds what is wrong with ${what}:`, () => {
      for (const { fault, foundBy, ...parts } of faults)
        it(fault, async () => {
          expect(await failedBy(parts, (title) => title === foundBy)).to.include(foundBy);
        });
    });
});
