import type { MessageLimit } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber } from './claimant.js';
import { newAllowanceId } from './ids.js';
import type { Suite } from './suite.js';
import { hour, minute, t0 } from '../runner/times.js';

const day = 24 * hour;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const twoAnHour: readonly MessageLimit[] = [{ messages: 2, windowMs: hour }];
const spent = { kind: 'spent' };
const limitedForAnHour = { kind: 'limited', retryAfterMs: hour };

/** Hosts whose clocks differ by up to a minute share a storage; a clock may also jump, and be set right. */
export function clocks(suite: Suite): void {
  suite.describe('clocks that differ', () => {
    jumps(suite);
    skew(suite);
  });
}

function jumps({ it, storage }: Suite): void {
  it('does not lock a number for longer than its window after a clock that jumped ahead a day and back', async () => {
    const number = new CountedNumber();
    const limits = [{ messages: 3, windowMs: hour }];
    for (let sent = 0; sent < 3; sent += 1) await new Claimant(storage(), number).open(t0 + day, { limits });
    for (let sent = 0; sent < 3; sent += 1) await new Claimant(storage(), number).open(t0, { limits });
    const limited = await new Claimant(storage(), number).ask(t0, { limits });
    expect(limited).to.deep.equal(limitedForAnHour);
    const next = await new Claimant(storage(), number).claim(t0 + hour, { limits });
    expect(next.message).to.deep.equal(claimed);
  });

  it('does not lock an allowance for longer than its window after such a clock', async () => {
    const id = newAllowanceId();
    const spend = (now: number) => storage().spend({ id, limits: oneAnHour, now });
    expect(await spend(t0 + day)).to.deep.equal(spent);
    expect(await spend(t0)).to.deep.equal(spent);
    expect(await spend(t0)).to.deep.equal(limitedForAnHour);
    expect(await spend(t0 + hour)).to.deep.equal(spent);
  });

  it('goes on counting what the clock that jumped counted, for a clock that gets there', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0 + day, { limits: oneAnHour });
    await claimant.open(t0, { limits: oneAnHour });
    const limited = await claimant.ask(t0 + day, { limits: oneAnHour });
    expect(limited).to.deep.equal(limitedForAnHour);
  });
}

function skew({ it, storage }: Suite): void {
  it('counts a message of a clock that is 60 seconds ahead, and none of one 1 ms more', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0 + minute, { limits: oneAnHour });
    const limited = await claimant.ask(t0, { limits: oneAnHour });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour + minute });
    expect((await claimant.claim(t0 - 1, { limits: oneAnHour })).message).to.deep.equal(claimed);
  });

  it('counts what an allowance spent by a clock that is 60 seconds ahead, and nothing of one 1 ms more', async () => {
    const id = newAllowanceId();
    const spend = (now: number) => storage().spend({ id, limits: oneAnHour, now });
    await spend(t0 + minute);
    expect(await spend(t0)).to.deep.equal({ kind: 'limited', retryAfterMs: hour + minute });
    expect(await spend(t0 - 1)).to.deep.equal(spent);
  });

  it('counts over midnight, in the last minute of a day too', async () => {
    const midnight = Math.ceil(t0 / day) * day;
    const limits = [{ messages: 4, windowMs: hour }];
    for (const behind of [0, 30_000]) {
      const claimant = new Claimant(storage());
      const at = [midnight - 45_000, midnight - 40_000, midnight + 10_000, midnight - 35_000];
      for (const now of at) await claimant.open(now - behind, { limits });
      const limited = { kind: 'limited', retryAfterMs: hour - 15_000 };
      expect(await claimant.ask(midnight - 30_000 - behind, { limits })).to.deep.equal(limited);
    }
  });

  it('forgets no message that still counts for a clock 60 seconds behind', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: twoAnHour });
    await claimant.open(t0 + hour + minute - 1, { limits: twoAnHour });
    const limited = await claimant.ask(t0 + hour - 1, { limits: twoAnHour });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: 1 });
  });

  it('forgets nothing of an allowance that still counts for a clock 60 seconds behind', async () => {
    const id = newAllowanceId();
    const spend = (now: number) => storage().spend({ id, limits: twoAnHour, now });
    await spend(t0);
    await spend(t0 + hour + minute - 1);
    expect(await spend(t0 + hour - 1)).to.deep.equal({ kind: 'limited', retryAfterMs: 1 });
  });

  it('keeps a session that has ended for a clock 60 seconds behind', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    const behind = t0 + day - 1;
    await readsUnknown(claimant, behind + minute, opened);
    expect(await claimant.read(behind, opened)).to.deep.equal({ kind: 'pending' });
    await claimant.useUpGuesses(t0, opened);
    await readsUnknown(claimant, behind + minute, opened);
    expect(await claimant.read(behind, opened)).to.deep.equal({ kind: 'expired' });
  });

  it('keeps a validated session that has ended for a clock 60 seconds behind', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    const behind = t0 + day - 1;
    await readsUnknown(claimant, behind + minute, opened);
    expect(await claimant.consume(behind, opened)).to.include({ kind: 'validated', validatedAt: t0 });
  });

  it('keeps a session of failed messages for a clock 60 seconds behind', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { claimLifetimeMs: minute });
    await claimant.settle(opened, 'rejected');
    await readsUnknown(claimant, t0 + 2 * minute - 1, opened);
    expect(await claimant.outcomeOf(t0 + minute - 1, opened)).to.equal('rejected');
  });

  it('takes no result of a message once its session has ended, though a clock behind still has both', async () => {
    for (const result of ['sent', 'failed'] as const) {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { claimLifetimeMs: 2 * day });
      await claimant.settle(opened, result, { now: t0 + day });
      expect(await claimant.outcomeOf(t0 + day - 1, opened), result).to.equal('under-way');
    }
  });

  it('takes the result of a message by the clock of the call, though one ahead saw its lifetime end', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs: minute });
    expect(await claimant.outcomeOf(t0 + minute, opened)).to.equal('sent');
    expect((await claimant.claim(t0 + minute, { attempt: 1 })).message).to.deep.equal({ kind: 'sent' });
    await claimant.settle(opened, 'failed', { now: t0 + minute - 1 });
    expect(await claimant.outcomeOf(t0 + minute - 1, opened)).to.equal('failed');
  });

  it('keeps a validated session for its whole life, though a clock behind says that its message failed', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { claimLifetimeMs: minute });
    expect(await claimant.submit(t0 + minute, opened)).to.include({ kind: 'validated', first: true });
    await claimant.settle(opened, 'failed', { now: t0 + minute - 1 });
    expect(await claimant.consume(t0 + minute + day - 1, opened)).to.include({ kind: 'validated' });
  });

  async function readsUnknown(
    claimant: Claimant,
    now: number,
    opened: { generation: string },
  ): Promise<void> {
    expect(await claimant.read(now, opened)).to.deep.equal({ kind: 'unknown' });
    expect(await claimant.consume(now, opened)).to.deep.equal({ kind: 'unknown' });
    // Others come and go meanwhile: a storage may drop what has ended with each call.
    for (let others = 0; others < 5; others += 1) await new Claimant(storage()).open(now);
  }
}
