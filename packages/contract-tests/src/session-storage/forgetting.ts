import type { MessageLimit, OpenedSession, SessionStorage } from '@threepid/core';
import { expect } from 'chai';
import { hour, t0 } from '../runner/times.js';
import { Claimant, CountedNumber, isClaimed } from './claimant.js';
import { newAllowanceId, newNextLink, newNumberId, newReceipt } from './ids.js';
import type { Suite } from './suite.js';

const limits: readonly MessageLimit[] = [{ messages: 2, windowMs: 24 * hour }];
const unknown = { kind: 'unknown' };

export function forgetting({ describe, it, storage }: Suite): void {
  describe('forgetting a number', () => {
    sessions({ describe, it, storage });
    counts({ describe, it, storage });
    inFlight({ describe, it, storage });
    races({ describe, it, storage });
  });
}

function sessions({ it, storage }: Suite): void {
  it('removes its sessions by every client secret: open, dead and validated', async () => {
    const number = new CountedNumber();
    const claimants = Array.from({ length: 4 }, () => new Claimant(storage(), number));
    const [open, dead, validated, failed] = claimants as [Claimant, Claimant, Claimant, Claimant];
    const opened = await Promise.all(claimants.map((one) => one.claim(t0, fullest())));
    const [, ofDead, ofValidated, ofFailed] = opened as [
      unknown,
      OpenedSession,
      OpenedSession,
      OpenedSession,
    ];
    await Promise.all(claimants.map((one, index) => settleAs(one, opened[index], one === failed)));
    await dead.useUpGuesses(t0, ofDead);
    expect(await validated.submit(t0, ofValidated)).to.include({ kind: 'validated' });
    await open.forget(t0);
    for (const [index, one] of claimants.entries()) await expectGone(one, opened[index]);
    expect(await failed.outcomeOf(t0, ofFailed)).to.equal('failed');
  });

  it('removes its sessions under every secret of a rotation', async () => {
    const number = new CountedNumber();
    const [old, recent] = [new Claimant(storage(), number), new Claimant(storage(), number)];
    const [ofOld, ofRecent] = [await old.open(t0), await recent.open(t0)];
    recent.secrets = ['second', 'first'];
    await recent.forget(t0);
    await expectGone(old, ofOld);
    await expectGone(recent, ofRecent);
  });

  it('lets the next request start a session with another code, and any attempt', async () => {
    const claimant = new Claimant(storage());
    const before = await claimant.open(t0, { attempt: 9 });
    await claimant.forget(t0);
    const after = await claimant.open(t0, { attempt: 1 });
    expect(isClaimed(after)).to.equal(true);
    expect(after.generation).to.not.equal(before.generation);
    expect(await claimant.submit(t0, before)).to.deep.equal({ kind: 'expired' });
    expect(await claimant.submit(t0, after)).to.include({ kind: 'validated', first: true });
  });

  it('changes nothing of other numbers, not even in its slot', async () => {
    const number = new CountedNumber();
    const inSlot = Array.from({ length: 20 }, () => new CountedNumber(number.slot));
    const neighbours = [...inSlot, new CountedNumber()];
    const claimants = neighbours.map((one) => new Claimant(storage(), one));
    const opened = await Promise.all(claimants.map((one) => one.open(t0, { limits })));
    const claimant = new Claimant(storage(), number);
    await claimant.open(t0, { limits });
    await claimant.forget(t0);
    for (const [index, one] of claimants.entries()) {
      const session = opened[index];
      if (session !== undefined) expect((await one.submit(t0, session)).kind).to.equal('validated');
      expect((await one.ask(t0, { limits })).kind).to.equal('opened');
      expect((await one.ask(t0, { limits })).kind).to.equal('limited');
    }
  });

  it('is the same twice, and for a number of which nothing is stored', async () => {
    const claimant = new Claimant(storage());
    await claimant.forget(t0);
    const opened = await claimant.open(t0, { limits });
    await claimant.forget(t0);
    await claimant.forget(t0);
    await expectGone(claimant, opened);
  });
}

function counts({ it, storage }: Suite): void {
  it('lets its limits start anew, also for messages of the day before', async () => {
    const claimant = new Claimant(storage());
    for (const now of [t0 - 20 * hour, t0]) await claimant.open(now, { limits });
    expect((await claimant.ask(t0, { limits })).kind).to.equal('limited');
    await claimant.forget(t0);
    for (const expected of ['opened', 'opened', 'limited'])
      expect((await claimant.ask(t0, { limits })).kind).to.equal(expected);
  });

  it('removes the allowances that begin with its id, and no others', async () => {
    const numberId = newNumberId();
    const own = [newAllowanceId(numberId), newAllowanceId(numberId)];
    const others = [newAllowanceId(), newAllowanceId()];
    const spend = async (id: string): Promise<string> =>
      (await storage().spend({ id, limits: [{ messages: 1, windowMs: hour }], now: t0 })).kind;
    for (const id of [...own, ...others]) expect(await spend(id)).to.equal('spent');
    await storage().forget({ slot: 'AA', numberId, now: t0 });
    for (const id of own) expect(await spend(id)).to.equal('spent');
    for (const id of others) expect(await spend(id)).to.equal('limited');
  });
}

function inFlight({ it, storage }: Suite): void {
  for (const result of ['sent', 'unknown', 'failed', 'rejected'] as const) {
    it(`brings nothing back when an in-flight message is settled as ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { ...fullest(), limits });
      await claimant.forget(t0);
      expect(await claimant.outcomeOf(t0, opened)).to.equal('failed');
      await claimant.settle(opened, result);
      await expectGone(claimant, opened);
      await claimant.forget(t0);
      for (const expected of ['opened', 'opened', 'limited'])
        expect((await claimant.ask(t0, { limits })).kind).to.equal(expected);
    });
  }

  it('keeps the count of a message that was sent after it, whatever becomes of the one before', async () => {
    const claimant = new Claimant(storage());
    const before = await claimant.claim(t0, { limits });
    await claimant.forget(t0);
    const after = await claimant.claim(t0, { limits });
    await claimant.settle(before, 'failed');
    expect(await claimant.outcomeOf(t0, after)).to.equal('under-way');
    for (const expected of ['opened', 'limited'])
      expect((await claimant.ask(t0, { limits })).kind).to.equal(expected);
  });

  it('brings nothing back when an allowance is refunded', async () => {
    const numberId = newNumberId();
    const allowance = { id: newAllowanceId(numberId), limits: [{ messages: 1, windowMs: hour }], now: t0 };
    await storage().spend(allowance);
    await storage().forget({ slot: 'AA', numberId, now: t0 });
    await storage().refund({ id: allowance.id, spentAt: t0 });
    expect((await storage().spend(allowance)).kind).to.equal('spent');
    expect((await storage().spend(allowance)).kind).to.equal('limited');
  });
}

function races({ it, storage }: Suite): void {
  it('removes what was stored before, while 200 calls open, submit and settle', async () => {
    const number = new CountedNumber();
    const before = await openedBefore(storage(), number);
    const bystanders = await openedBefore(storage(), new CountedNumber(number.slot));
    const late = Array.from({ length: 100 }, () => new Claimant(storage(), number));
    const calls = [
      ...late.map((one) => one.open(t0)),
      ...before.map(({ claimant, opened }) => claimant.submit(t0, opened)),
      ...before.map(({ claimant, opened }) => claimant.settle(opened, 'failed')),
    ];
    await new Claimant(storage(), number).forget(t0);
    const opened = (await Promise.all(calls)).slice(0, late.length) as OpenedSession[];
    for (const one of before) await expectGone(one.claimant, one.opened);
    for (const { claimant, opened: session } of bystanders)
      expect(await claimant.submit(t0, session)).to.include({ kind: 'validated', first: true });
    // Those that came during the call are whole, or gone.
    for (const [index, claimant] of late.entries()) {
      const session = opened[index];
      if (session !== undefined)
        expect((await claimant.read(t0, session)).kind).to.be.oneOf(['pending', 'unknown']);
    }
    await new Claimant(storage(), number).forget(t0);
    for (const [index, claimant] of late.entries()) await expectGone(claimant, opened[index]);
  });

  it('removes all of a number that is forgotten 20 times at once', async () => {
    const number = new CountedNumber();
    const before = await openedBefore(storage(), number);
    await Promise.all(Array.from({ length: 20 }, () => new Claimant(storage(), number).forget(t0)));
    for (const { claimant, opened } of before) await expectGone(claimant, opened);
  });
}

/** All that a session can have. */
function fullest() {
  return { attempt: 1, nextLink: newNextLink(), receipt: newReceipt() };
}

async function settleAs(
  claimant: Claimant,
  opened: OpenedSession | undefined,
  fails: boolean,
): Promise<void> {
  if (opened !== undefined) await claimant.settle(opened, fails ? 'failed' : 'sent');
}

async function openedBefore(storage: SessionStorage, number: CountedNumber) {
  const claimants = Array.from({ length: 50 }, () => new Claimant(storage, number));
  return Promise.all(claimants.map(async (claimant) => ({ claimant, opened: await claimant.open(t0) })));
}

async function expectGone(claimant: Claimant, opened: OpenedSession | undefined): Promise<void> {
  if (opened === undefined) return;
  expect(await claimant.read(t0, opened)).to.deep.equal(unknown);
  expect(await claimant.submit(t0, opened)).to.deep.equal(unknown);
  expect(await claimant.consume(t0, opened)).to.deep.equal(unknown);
}
