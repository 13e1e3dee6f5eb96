import type { SpendOutcome } from '@threepid/core';
import { expect } from 'chai';
import { newAllowanceId } from './ids.js';
import type { Suite } from './suite.js';
import { hour, minute, t0 } from '../runner/times.js';

const spent = { kind: 'spent' };
const twoAnHour = [{ messages: 2, windowMs: hour }];

export function allowances({ describe, it, storage }: Suite): void {
  describe('allowances', () => {
    it('spends as many messages as the limit says and no more', async () => {
      const id = newAllowanceId();
      expect(await spend(id, t0)).to.deep.equal(spent);
      expect(await spend(id, t0 + 1)).to.deep.equal(spent);
      expect(await spend(id, t0 + 2)).to.deep.equal(limitedFor(hour - 2));
    });

    it('spends any number of messages of an allowance without limits', async () => {
      const id = newAllowanceId();
      for (let asked = 0; asked < 10; asked += 1)
        expect(await storage().spend({ id, limits: [], now: t0 })).to.deep.equal(spent);
    });

    it('says to the millisecond when a message is free again', async () => {
      const id = newAllowanceId();
      await spend(id, t0);
      await spend(id, t0 + minute);
      expect(await spend(id, t0 + hour - 1)).to.deep.equal(limitedFor(1));
      expect(await spend(id, t0 + hour)).to.deep.equal(spent);
      expect(await spend(id, t0 + hour)).to.deep.equal(limitedFor(minute));
    });

    it('does not count a call that is limited', async () => {
      const id = newAllowanceId();
      for (let asked = 0; asked < 10; asked += 1) await spend(id, t0);
      expect(await spend(id, t0 + hour)).to.deep.equal(spent);
      expect(await spend(id, t0 + hour)).to.deep.equal(spent);
    });

    it('holds every one of several limits, and names the longest wait', async () => {
      const [long, short] = [
        { messages: 1, windowMs: hour },
        { messages: 1, windowMs: minute },
      ];
      for (const limits of [
        [long, short],
        [short, long],
      ]) {
        const id = newAllowanceId();
        await storage().spend({ id, limits, now: t0 });
        expect(await storage().spend({ id, limits, now: t0 })).to.deep.equal(limitedFor(hour));
      }
    });

    it('counts a message until it leaves the window, however many came before it', async () => {
      const id = newAllowanceId();
      const limits = [{ messages: 3, windowMs: hour }];
      for (const now of [t0, t0 + minute, t0 + 50 * minute]) await storage().spend({ id, limits, now });
      const once = [{ messages: 1, windowMs: hour }];
      expect(await storage().spend({ id, limits: once, now: t0 + 75 * minute })).to.deep.equal(
        limitedFor(35 * minute),
      );
    });

    it('counts each allowance by itself', async () => {
      const id = newAllowanceId();
      await spend(id, t0);
      await spend(id, t0);
      expect(await spend(newAllowanceId(), t0)).to.deep.equal(spent);
    });

    it('takes a message back that was not sent', async () => {
      const id = newAllowanceId();
      await spend(id, t0);
      await spend(id, t0);
      await storage().refund({ id, spentAt: t0 });
      expect(await spend(id, t0)).to.deep.equal(spent);
      expect(await spend(id, t0)).to.deep.equal(limitedFor(hour));
    });

    it('refunds the message of its own time, not another', async () => {
      const id = newAllowanceId();
      await spend(id, t0);
      await spend(id, t0 + minute);
      await storage().refund({ id, spentAt: t0 });
      await spend(id, t0 + minute);
      expect(await spend(id, t0 + minute)).to.deep.equal(limitedFor(hour));
    });

    it('takes nothing back that was not spent', async () => {
      const id = newAllowanceId();
      await storage().refund({ id, spentAt: t0 });
      await spend(id, t0);
      await spend(id, t0);
      await storage().refund({ id, spentAt: t0 + 1 });
      expect(await spend(id, t0)).to.deep.equal(limitedFor(hour));
    });
  });

  async function spend(id: string, now: number): Promise<SpendOutcome> {
    return storage().spend({ id, limits: twoAnHour, now });
  }
}

function limitedFor(retryAfterMs: number): unknown {
  return { kind: 'limited', retryAfterMs };
}
