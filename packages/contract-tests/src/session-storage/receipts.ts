import { defaultSessionRules, type MessageLimit, type OpenedSession } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, type Wishes } from './claimant.js';
import { longestReceipt, newReceipt } from './ids.js';
import type { Suite } from './suite.js';
import { hour, minute, t0 } from '../runner/times.js';

const { claimLifetimeMs, codeLifetimeMs } = defaultSessionRules;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];

export function receipts(suite: Suite): void {
  suite.describe('receipts', () => {
    firstSuccess(suite);
    resends(suite);
    underWay(suite);
    deadSessions(suite);
  });
}

function firstSuccess({ it, storage }: Suite): void {
  it('gives the receipt of the message to the first success, and to no other', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { receipt });
    expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
    expect(await claimant.submit(t0, opened)).to.include({ first: false, receipt: undefined });
  });

  it('gives a receipt of any length back as it was', async () => {
    for (let bytes = 1; bytes <= longestReceipt; bytes += 1) {
      const claimant = new Claimant(storage());
      const receipt = newReceipt(bytes);
      const opened = await claimant.open(t0, { receipt });
      expect(await claimant.submit(t0, opened)).to.include({ receipt });
    }
  });

  it('gives none where there was none', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt: undefined });
  });

  it('keeps it over wrong codes', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { receipt });
    await claimant.guess(t0, opened);
    expect(await claimant.submit(t0, opened)).to.include({ receipt });
  });

  it('gives none to a success of a session that is validated, whatever was sent since', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { receipt: newReceipt() });
    await claimant.submit(t0, opened);
    const renewed = await claimant.open(t0 + codeLifetimeMs, { receipt: newReceipt() });
    const again = await claimant.submit(t0 + codeLifetimeMs, renewed);
    expect(again).to.include({ kind: 'validated', first: false, receipt: undefined });
  });
}

function resends({ it, storage }: Suite): void {
  for (const result of ['sent', 'unknown'] as const) {
    it(`gives the receipt of the last of several messages: ${result}`, async () => {
      const receipt = newReceipt();
      const { claimant, opened, resent } = await resentTo({ receipt });
      await claimant.settle(resent, result);
      expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
    });
  }

  for (const result of ['failed', 'rejected'] as const) {
    it(`gives the receipt of the message before one that was not sent: ${result}`, async () => {
      const { claimant, opened, resent, receipt } = await resentTo({ receipt: newReceipt() });
      await claimant.settle(resent, result);
      expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
    });
  }

  it('keeps the receipt where a resend has none, also with a new code', async () => {
    const { claimant, resent, receipt } = await resentTo({});
    await claimant.settle(resent, 'sent');
    const renewed = await claimant.open(t0 + codeLifetimeMs);
    expect(await claimant.submit(t0 + codeLifetimeMs, renewed)).to.include({ first: true, receipt });
  });

  it('keeps no receipt of a call that claims nothing', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { attempt: 1, receipt });
    await claimant.open(t0, { attempt: 1, receipt: newReceipt() });
    await claimant.ask(t0, { attempt: 2, receipt: newReceipt(), limits: [{ messages: 0, windowMs: hour }] });
    expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
  });

  it('gives the receipt of the message that was claimed last, in whatever order they are settled', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const earlier = await claimant.claim(t0, { receipt: newReceipt() });
    const opened = await claimant.claim(t0, { receipt });
    await claimant.claim(t0, { receipt: newReceipt() });
    await claimant.settle(opened, 'sent');
    await claimant.settle(earlier, 'sent');
    expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
  });

  async function resentTo(wishes: Wishes) {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { receipt, limits: oneAnHour });
    return { claimant, opened, receipt, resent: await claimant.claim(t0, wishes) };
  }
}

function underWay({ it, storage }: Suite): void {
  it('gives no receipt of a message under way, but of one whose lifetime is over', async () => {
    for (const isOver of [false, true]) {
      const claimant = new Claimant(storage());
      const [receipt, later] = [newReceipt(), newReceipt()];
      const opened = await claimant.open(t0, { receipt });
      await claimant.claim(t0, { receipt: later });
      const now = t0 + claimLifetimeMs - (isOver ? 0 : 1);
      expect(await claimant.submit(now, opened)).to.include({
        first: true,
        receipt: isOver ? later : receipt,
      });
    }
  });

  it('gives the receipt of the only message, once its lifetime is over', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.claim(t0, { receipt });
    expect(await claimant.submit(t0 + claimLifetimeMs, opened)).to.include({ first: true, receipt });
  });

  it('gives the receipt of a message that has no lifetime, and so counts as sent at once', async () => {
    const { claimant, receipt, opened } = await withTwoUnderWay(0);
    for (const one of opened) await claimant.settle(one, 'sent');
    const last = await claimant.claim(t0, { attempt: 1 });
    expect(await claimant.submit(t0, last)).to.include({ first: true, receipt });
  });

  it('orders messages by their claims where one is over before those claimed earlier', async () => {
    const { claimant, receipt, opened } = await withTwoUnderWay(1);
    for (const one of opened) await claimant.settle(one, 'sent', { now: t0 + 1 });
    const last = await claimant.claim(t0 + 1, { attempt: 1 });
    expect(await claimant.submit(t0 + 1, last)).to.include({ first: true, receipt });
  });

  it('gives the receipt of the oldest of too many messages under way, which counts as sent', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.claim(t0, { receipt });
    for (let others = 0; others < 8; others += 1) await claimant.claim(t0, { receipt: newReceipt() });
    expect(await claimant.submit(t0, opened)).to.include({ first: true, receipt });
  });

  /** Two messages under way, and one that was claimed after them, whose receipt it is. */
  async function withTwoUnderWay(lifetimeMs: number) {
    const claimant = new Claimant(storage());
    const opened: OpenedSession[] = [];
    for (let count = 0; count < 2; count += 1)
      opened.push(await claimant.claim(t0, { receipt: newReceipt() }));
    const receipt = newReceipt();
    await claimant.claim(t0, { attempt: 1, receipt, claimLifetimeMs: lifetimeMs });
    return { claimant, opened, receipt };
  }
}

function deadSessions({ it, storage }: Suite): void {
  it('gives no receipt of a dead session to the one that takes its place', async () => {
    const { claimant } = await dead();
    const next = await claimant.open(t0);
    expect(await claimant.submit(t0, next)).to.include({ first: true, receipt: undefined });
  });

  it('gives the receipt of the session that took a dead one’s place', async () => {
    const { claimant } = await dead();
    const receipt = newReceipt();
    const next = await claimant.open(t0, { receipt });
    expect(await claimant.submit(t0, next)).to.include({ first: true, receipt });
  });

  it('takes the receipt of a message under way over into the session that takes a dead one’s place', async () => {
    const { claimant, early, receipt } = await dead();
    const next = await claimant.open(t0);
    await claimant.settle(early, 'sent');
    expect(await claimant.submit(t0, next)).to.include({ first: true, receipt });
  });

  it('gives no receipt of a message that was under way when the session was validated', async () => {
    const claimant = new Claimant(storage());
    const validated = await claimant.open(t0, { attempt: 1, receipt: newReceipt() });
    const late = await claimant.claim(t0, { attempt: 2, receipt: newReceipt() });
    expect((await claimant.submit(t0, validated)).kind).to.equal('validated');
    await claimant.useUpGuesses(t0, validated);
    const next = await claimant.claim(t0, { attempt: 3 });
    await claimant.settle(late, 'sent');
    await claimant.settle(next, 'sent');
    expect(await claimant.submit(t0, next)).to.include({ kind: 'validated', receipt: undefined });
  });

  it('gives no receipt of a message that was claimed after the session was validated', async () => {
    const claimant = new Claimant(storage());
    const validated = await claimant.open(t0, { attempt: 1 });
    expect((await claimant.submit(t0, validated)).kind).to.equal('validated');
    const late = await claimant.claim(t0, { attempt: 2, receipt: newReceipt() });
    await claimant.useUpGuesses(t0, validated);
    const next = await claimant.open(t0, { attempt: 3 });
    await claimant.settle(late, 'sent');
    expect(await claimant.submit(t0, next)).to.include({ first: true, receipt: undefined });
  });

  it('gives no receipt of a message that was over before the session was replaced', async () => {
    const { claimant } = await dead();
    const next = await claimant.open(t0 + minute);
    expect(await claimant.submit(t0 + minute, next)).to.include({ first: true, receipt: undefined });
  });

  /** A dead session with a message under way for a minute, and one that was claimed after it and sent. */
  async function dead() {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const early = await claimant.claim(t0, { receipt, claimLifetimeMs: minute });
    await claimant.useUpGuesses(t0, await claimant.open(t0, { receipt: newReceipt() }));
    return { claimant, early, receipt };
  }
}
