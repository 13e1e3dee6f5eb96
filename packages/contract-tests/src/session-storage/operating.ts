import type { MessageLimit } from '@threepid/core';
import { expect } from 'chai';
import { hour, minute, second, t0 } from '../runner/times.js';
import { Claimant, CountedNumber } from './claimant.js';
import { newAllowanceId, newNumberId } from './ids.js';
import type { Suite } from './suite.js';

const limits: readonly MessageLimit[] = [{ messages: 3, windowMs: 24 * hour }];

/** Tests of what an operator asks a storage for. */
export function operating({ describe, it, storage }: Suite): void {
  describe('what an operator asks for', () => {
    it('are the times of the messages that a window counts, of a number and of no other', async () => {
      const number = new CountedNumber();
      const { slot, id: numberId } = number;
      const neighbour = new CountedNumber(slot);
      // Over midnight, in both directions.
      const times = [t0 - 23 * hour, t0 - hour, t0];
      for (const now of times) await new Claimant(storage(), number).open(now, { limits });
      await new Claimant(storage(), neighbour).open(t0, { limits });
      const read = (windowMs: number, now = t0) => storage().messageTimes({ slot, numberId, windowMs, now });
      expect(await read(24 * hour)).to.deep.equal(times);
      expect(await read(23 * hour)).to.deep.equal(times.slice(1));
      expect(await read(23 * hour + 1)).to.deep.equal(times);
      expect(await read(24 * hour, t0 - minute)).to.deep.equal(times);
      expect(await read(24 * hour, t0 - minute - 1)).to.deep.equal(times.slice(0, 2));
      expect(await read(24 * hour, t0 + 24 * hour)).to.deep.equal([]);
      expect((await new Claimant(storage(), number).ask(t0, { limits })).kind).to.equal('limited');
    });

    it('are the times of what an allowance has spent, in their order', async () => {
      const id = newAllowanceId();
      const read = (windowMs: number, now = t0) => storage().spentTimes({ id, windowMs, now });
      expect(await read(hour)).to.deep.equal([]);
      for (const now of [t0 + second, t0, t0, t0 - hour]) await storage().spend({ id, limits, now });
      expect(await read(24 * hour)).to.deep.equal([t0 - hour, t0, t0, t0 + second]);
      await storage().refund({ id, spentAt: t0 });
      expect(await read(24 * hour)).to.deep.equal([t0 - hour, t0, t0 + second]);
      expect(await read(hour, t0 + hour)).to.deep.equal([t0 + second]);
    });

    it('is a number whose limits start anew, while its sessions stay', async () => {
      const number = new CountedNumber();
      const claimant = new Claimant(storage(), number);
      await claimant.open(t0 - 20 * hour, { limits });
      const opened = await claimant.open(t0, { limits });
      const inFlight = await claimant.claim(t0, { limits });
      expect((await claimant.ask(t0, { limits })).kind).to.equal('limited');
      const { slot, id: numberId } = number;
      await storage().release({ slot, numberId, now: t0 });
      expect(await storage().messageTimes({ slot, numberId, windowMs: 24 * hour, now: t0 })).to.deep.equal(
        [],
      );
      await claimant.settle(inFlight, 'failed');
      expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated' });
      for (const expected of ['opened', 'opened', 'opened', 'limited'])
        expect((await new Claimant(storage(), number).ask(t0, { limits })).kind).to.equal(expected);
    });

    it('is no other number, and no allowance but those that begin with its id', async () => {
      const numberId = newNumberId();
      const neighbour = new CountedNumber('AA');
      await new Claimant(storage(), neighbour).open(t0, { limits });
      const [own, other] = [newAllowanceId(numberId), newAllowanceId()];
      for (const id of [own, other]) await storage().spend({ id, limits, now: t0 });
      await storage().release({ slot: 'AA', numberId, now: t0 });
      await storage().release({ slot: 'AA', numberId, now: t0 });
      const window = { windowMs: hour, now: t0 };
      expect(await storage().spentTimes({ id: own, ...window })).to.deep.equal([]);
      expect(await storage().spentTimes({ id: other, ...window })).to.deep.equal([t0]);
      const ofNeighbour = { slot: 'AA', numberId: neighbour.id, ...window };
      expect(await storage().messageTimes(ofNeighbour)).to.deep.equal([t0]);
    });
  });
}
