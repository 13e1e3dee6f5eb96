import { randomBytes } from 'node:crypto';
import type { SendEvent, SendPolicy } from '@threepid/core';
import { expect } from 'chai';
import { minute, t0 } from '../runner/times.js';
import { askAtOnce, askInTurn, isAllowed, learn, manyPeople, type AllowedMessage } from './asking.js';
import { named, type Askers } from './crowds.js';
import type { PolicySuite } from './policy-suite.js';

const kinds = ['unsent', 'failed', 'verified'] as const;

/** Tests of what a policy learns. A policy without `learn` passes them. */
export function events({ describe, it, crowds, options, processesOf }: PolicySuite): void {
  const { unrewarded = [], paidBack } = options;
  const isRewarded = (kind: SendEvent['kind']): boolean => !unrewarded.includes(kind);

  /** All messages that a crowd can have, of a policy that learns and of a crowd that it limits. */
  async function usedUp(policy: SendPolicy, crowd: Askers): Promise<readonly AllowedMessage[] | undefined> {
    if (policy.learn === undefined) return undefined;
    const { allowed } = await askInTurn(policy, crowd);
    return allowed.length === manyPeople ? undefined : allowed;
  }

  for (const crowd of crowds)
    describe(`what becomes of messages to ${crowd.name}`, () => {
      it('unsent: as many more are allowed, and no more', async (make) => {
        const policy = await make();
        const allowed = await usedUp(policy, crowd);
        const [, other = policy] = await processesOf(policy);
        const unsent = allowed?.slice(0, Math.ceil(allowed.length / 2)) ?? [];
        await learn(other, 'unsent', unsent);
        let again = 0;
        for (const { index } of unsent) again += Number(await isAllowed(policy, crowd, index));
        expect(again).to.equal(isRewarded('unsent') ? unsent.length : 0);
        if (allowed !== undefined) expect((await askInTurn(policy, crowd)).allowed).to.deep.equal([]);
      });

      it('unsent, as a host with a clock a minute behind says: no different', async (make) => {
        const policy = await make();
        const [first] = (await usedUp(policy, crowd)) ?? [];
        if (first === undefined || !isRewarded('unsent')) return;
        await learn(policy, 'unsent', [first], t0 - minute);
        expect(await isAllowed(policy, crowd, first.index)).to.equal(true);
      });

      it('unsent, all at once while hundreds ask: nothing is lost and nothing won', async (make) => {
        const policy = await make();
        const allowed = await usedUp(policy, crowd);
        if (allowed === undefined) return;
        const asking = askAtOnce(await processesOf(policy), crowd);
        await learn(policy, 'unsent', allowed);
        const more = (await asking).allowed.length + (await askInTurn(policy, crowd)).allowed.length;
        expect(more).to.equal(isRewarded('unsent') ? allowed.length : 0);
      });

      it('verified: messages are earned, and they too come to an end', async (make) => {
        const policy = await make();
        const [first] = (await usedUp(policy, crowd)) ?? [];
        if (first === undefined) return;
        const [, other = policy] = await processesOf(policy);
        await learn(other, 'verified', [first]);
        const more = await allowedAgain(policy, crowd, first);
        if (!isRewarded('verified')) expect(more).to.equal(0);
        else if (paidBack === undefined || first.index > 0) expect(more).to.be.within(1, 10);
        else expect(more).to.equal(crowd.name === 'one number, from one address' ? paidBack : more);
        expect((await askInTurn(policy, crowd)).allowed.length).to.be.below(manyPeople);
      });

      it('verified, all at once: they earn what they earn one after the other', async (make) => {
        const [inTurn, atOnce] = [await make(), await make()];
        const messages = await usedUp(inTurn, crowd);
        if (messages === undefined) return;
        for (const message of messages) await learn(inTurn, 'verified', [message]);
        await learn(atOnce, 'verified', (await usedUp(atOnce, crowd)) ?? []);
        const earned = (await askInTurn(inTurn, crowd)).allowed.length;
        expect((await askInTurn(atOnce, crowd)).allowed).to.have.lengthOf(earned);
      });

      it('nothing is earned by receipts that it never gave', async (make) => {
        const policy = await make();
        if ((await usedUp(policy, crowd)) === undefined) return;
        for (const bytes of [1, 9, 33, 48])
          for (const kind of kinds) {
            const receipt = randomBytes(bytes).toString('base64url');
            // It may reject: then the error is logged.
            await Promise.resolve(policy.learn?.({ kind, receipt, now: t0 })).catch(() => undefined);
          }
        expect((await askInTurn(policy, crowd)).allowed).to.deep.equal([]);
      });
    });

  it('lets no caller ask a failing provider without end', async (make) => {
    const policy = await make();
    const crowd = named(crowds, 'many numbers, from one address');
    if ((await usedUp(await make(), crowd)) === undefined) return;
    expect(await failedInTurn(policy, crowd)).to.be.below(manyPeople);
  });

  it('failed: the number has lost nothing', async (make) => {
    const policy = await make();
    const crowd = named(crowds, 'one number, from many addresses');
    const most = (await usedUp(await make(), crowd))?.length;
    if (most === undefined || !isRewarded('failed')) return;
    const failed = await askInTurn(policy, crowd, t0, most);
    await learn(policy, 'failed', failed.allowed);
    let again = 0;
    for (let index = most; index < 2 * most; index += 1)
      again += Number(await isAllowed(policy, crowd, index));
    expect(again).to.equal(most);
  });
}

/** How many messages a person can have now. */
async function allowedAgain(policy: SendPolicy, crowd: Askers, { index }: AllowedMessage): Promise<number> {
  let allowed = 0;
  while (allowed < manyPeople && (await isAllowed(policy, crowd, index))) allowed += 1;
  return allowed;
}

/** How many of many people get a message for which the provider then fails. */
async function failedInTurn(policy: SendPolicy, crowd: Askers): Promise<number> {
  let failed = 0;
  for (let index = 0; index < manyPeople; index += 1) {
    const { allowed } = await askOne(policy, crowd, index);
    failed += allowed.length;
    await learn(policy, 'failed', allowed);
  }
  return failed;
}

function askOne(policy: SendPolicy, crowd: Askers, index: number) {
  return askInTurn(policy, { ...crowd, candidate: () => crowd.candidate(index) }, t0, 1);
}
