import { sendPolicyContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import { ModelPolicy, SharedStorage, UnreachablePolicy } from './model-policy.js';
import {
  faultsOfEvents,
  faultsOfForgetting,
  faultsOfLimits,
  faultsOfReceipts,
  faultsOfVerdicts,
  type PolicyFault,
} from './policies-with-faults.js';

interface CollectedTest {
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** The titles of the tests of the suite that a policy fails; of those whose title is wanted. */
async function failedBy(
  { policy: Policy, unavailable: Unavailable = UnreachablePolicy }: Omit<PolicyFault, 'fault' | 'foundBy'>,
  isRun: (title: string) => boolean = () => true,
): Promise<readonly string[]> {
  const tests: CollectedTest[] = [];
  const storages = new Map<unknown, SharedStorage>();
  sendPolicyContract({
    describe: (_title, body) => {
      body();
    },
    it: (title, body) => isRun(title) && tests.push({ title, body }),
    before: () => undefined,
    after: () => undefined,
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

describe('the send policy contract', () => {
  it('finds nothing in the model', async () => {
    expect(await failedBy({ policy: ModelPolicy })).to.deep.equal([]);
  });

  it('lets a policy pass that delays nobody, if it says so', async () => {
    const tests: CollectedTest[] = [];
    const body = (title: string, test: () => Promise<void>) => tests.push({ title, body: test });
    sendPolicyContract({
      describe: (_title, part) => {
        part();
      },
      it: body,
      before: () => undefined,
      after: () => undefined,
      create: () => ({ judge: () => ({ kind: 'allow' }) }),
      unlimited: true,
    });
    for (const test of tests) await test.body();
    expect(tests).to.have.length.greaterThan(50);
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
