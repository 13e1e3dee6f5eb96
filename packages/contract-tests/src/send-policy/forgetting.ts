import { StorageUnavailableError, type ForgottenNumber, type SendPolicy } from '@threepid/core';
import { expect } from 'chai';
import { t0 } from '../runner/times.js';
import { askInTurn, learn, manyPeople, type AllowedMessage } from './asking.js';
import { britishNumber, named, type Askers } from './crowds.js';
import type { PolicySuite } from './policy-suite.js';

/** Tests of what a policy forgets. A policy without `forget` passes them, and so does one that keeps nothing of a number. */
export function forgetting({ describe, it, crowds, options, processesOf }: PolicySuite): void {
  const { number = britishNumber, createUnavailable, destroy } = options;
  const crowd = named(crowds, 'one number, from many addresses');

  /** All messages that a number can have, of a policy that forgets and that limits a number. */
  async function usedUp(policy: SendPolicy, asking: Askers): Promise<readonly AllowedMessage[] | undefined> {
    if (policy.forget === undefined) return undefined;
    const { allowed } = await askInTurn(policy, asking);
    return allowed.length === manyPeople ? undefined : allowed;
  }

  describe('a number that is forgotten', () => {
    it('can have messages again, and no more than at first', async (make) => {
      const policy = await make();
      const allowed = await usedUp(policy, crowd);
      if (allowed === undefined) return;
      const [, other = policy] = await processesOf(policy);
      await other.forget?.(forgotten(number(0)));
      expect((await askInTurn(policy, crowd)).allowed).to.have.length.within(1, allowed.length);
    });

    for (const kind of ['unsent', 'failed', 'verified'] as const)
      it(`earns nothing by what becomes of messages from before: ${kind}`, async (make) => {
        const policy = await make();
        const allowed = await usedUp(policy, crowd);
        if (allowed === undefined || policy.learn === undefined) return;
        await policy.forget?.(forgotten(number(0)));
        await learn(policy, kind, allowed);
        expect((await askInTurn(policy, crowd)).allowed).to.have.length.within(1, allowed.length);
      });

    it('is no other number', async (make) => {
      const policy = await make();
      const another = numberAt(1, crowd);
      if ((await usedUp(policy, another)) === undefined) return;
      await policy.forget?.(forgotten(number(0)));
      expect((await askInTurn(policy, another)).allowed).to.deep.equal([]);
    });

    it('gives nothing back to who asked for it and for others', async (make) => {
      const policy = await make();
      const caller = named(crowds, 'many numbers, from one address');
      if ((await usedUp(policy, caller)) === undefined) return;
      await policy.forget?.(forgotten(number(0)));
      expect((await askInTurn(policy, caller)).allowed).to.deep.equal([]);
    });

    it('may be forgotten already, or never known', async (make) => {
      const policy = await make();
      for (const each of [number(0), number(0), { msisdn: '881612345678', country: undefined }])
        await policy.forget?.(forgotten(each));
    });
  });

  function numberAt(index: number, asking: Askers): Askers {
    return {
      ...asking,
      candidate: (person, now) => Object.freeze({ ...asking.candidate(person, now), ...number(index) }),
    };
  }

  if (createUnavailable === undefined) return;
  options.it('says so if it can forget nothing because its storage cannot be reached', async () => {
    const policy = await createUnavailable();
    if (policy.forget !== undefined) {
      const [result] = await Promise.allSettled([policy.forget(forgotten(number(0)))]);
      expect(result.status, 'a number was not forgotten, and nobody knows').to.equal('rejected');
      if (result.status === 'rejected') expect(result.reason).to.be.instanceOf(StorageUnavailableError);
    }
    await destroy?.(policy);
  });
}

function forgotten({ msisdn, country }: Pick<ForgottenNumber, 'msisdn' | 'country'>): ForgottenNumber {
  return Object.freeze({ msisdn, country, now: t0 });
}
