import { expect } from 'chai';
import { hour, minute, t0 } from '../runner/times.js';
import { askAtOnce, askInTurn, isAllowed, judge, manyPeople } from './asking.js';
import type { PolicySuite } from './policy-suite.js';

/** By then, what nobody verified is forgotten: a message that was lost must not be charged for ever. */
const muchLater = t0 + 100 * 24 * hour;

/** Tests of how many messages a policy allows, and when it allows the next. */
export function limits({ describe, it, crowds, options, processesOf }: PolicySuite): void {
  if (options.unlimited !== true)
    it('delays somebody of those who verify nothing', async (make) => {
      const counts = [];
      for (const crowd of crowds) counts.push((await askInTurn(await make(), crowd)).allowed.length);
      expect(Math.min(...counts)).to.be.within(1, manyPeople - 1);
    });

  for (const crowd of crowds)
    describe(`messages to ${crowd.name}`, () => {
      it('are no more and no fewer if hundreds ask at once', async (make) => {
        const most = (await askInTurn(await make(), crowd)).allowed.length;
        const policy = await make();
        const atOnce = (await askAtOnce(await processesOf(policy), crowd)).allowed.length;
        expect(atOnce).to.be.within(1, most);
        if (most === manyPeople) return;
        // Of calls at once, too many may have been refused; but none has used up what another can have.
        expect(atOnce + (await askInTurn(policy, crowd)).allowed.length).to.equal(most);
      });

      it('are allowed once retryAfterMs has passed, and not a millisecond before', async (make) => {
        const policy = await make();
        const [first] = (await askInTurn(policy, crowd)).delayed;
        if (first === undefined) return;
        const { index, retryAfterMs } = first;
        const early = await judge(policy, crowd.candidate(index, t0 + retryAfterMs - 1));
        expect(early).to.include({ retryAfterMs: 1 });
        expect(await isAllowed(policy, crowd, index, t0 + retryAfterMs)).to.equal(true);
      });

      it('are delayed no longer for having been asked for again', async (make) => {
        const policy = await make();
        const { delayed } = await askInTurn(policy, crowd);
        const again = await askInTurn(policy, crowd, t0 + 1);
        for (const { index, retryAfterMs } of again.delayed) {
          const before = delayed.find((each) => each.index === index);
          if (before !== undefined) expect(retryAfterMs).to.equal(before.retryAfterMs - 1);
        }
      });

      it('are as many as at first when all that was sent is long forgotten', async (make) => {
        const policy = await make();
        const most = (await askInTurn(policy, crowd)).allowed.length;
        expect((await askInTurn(policy, crowd, muchLater)).allowed).to.have.lengthOf(most);
      });

      it('are no more for callers of two hosts whose clocks differ by a minute', async (make) => {
        const behind = await make();
        const most =
          (await askInTurn(behind, crowd)).allowed.length +
          (await askInTurn(behind, crowd, t0 + minute)).allowed.length;
        const policy = await make();
        let allowed = 0;
        for (let index = 0; index < manyPeople; index += 1)
          allowed += Number(await isAllowed(policy, crowd, index, t0 + (index % 2) * minute));
        expect(allowed).to.be.at.most(most);
      });
    });
}
