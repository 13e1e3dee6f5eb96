import type { MessageLimit, MessageOfOpen, OpenedSession } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, sent } from './claimant.js';
import { newNextLink } from './ids.js';
import type { Suite } from './suite.js';
import { hour, second, t0 } from '../runner/times.js';

const claimLifetimeMs = 20 * second;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const claimsKept = 8;

export function claims(suite: Suite): void {
  suite.describe('messages under way', () => {
    underWay(suite);
    overlapping(suite);
    lifetimes(suite);
    sameCall(suite);
    manyClaims(suite);
  });
}

function waitFor(claimant: Claimant, opened: OpenedSession): MessageOfOpen {
  return { kind: 'under-way', claim: claimant.claimOf(opened) };
}

function underWay({ it, storage }: Suite): void {
  it('names the message under way to an equal call', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 1 });
    const equal = await claimant.claim(t0 + 1, { attempt: 1 });
    expect(equal).to.deep.equal({ ...first, message: waitFor(claimant, first) });
  });

  it('names the message of the least attempt that is not less', async () => {
    const claimant = new Claimant(storage());
    const [third, fifth] = [
      await claimant.claim(t0, { attempt: 3 }),
      await claimant.claim(t0, { attempt: 5 }),
    ];
    for (const [attempt, opened] of [
      [0, third],
      [3, third],
      [4, fifth],
      [5, fifth],
    ] as const) {
      const { message } = await claimant.claim(t0, { attempt });
      expect(message, `attempt ${String(attempt)}`).to.deep.equal(waitFor(claimant, opened));
    }
  });

  it('answers an attempt with sent that is not greater than the greatest sent, whatever is under way', async () => {
    const claimant = new Claimant(storage());
    await claimant.claim(t0, { attempt: 1 });
    await claimant.open(t0, { attempt: 2 });
    await claimant.claim(t0, { attempt: 3 });
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect((await claimant.claim(t0, { attempt: 2 })).message).to.deep.equal(sent);
  });

  it('lets each call without an attempt send, whatever is under way', async () => {
    const claimant = new Claimant(storage());
    for (const attempt of [undefined, 1, undefined]) {
      expect((await claimant.claim(t0, { attempt })).message).to.deep.equal(claimed);
    }
  });

  it('names no message under way without an attempt to a call with one', async () => {
    const claimant = new Claimant(storage());
    await claimant.claim(t0);
    expect((await claimant.claim(t0, { attempt: 0 })).message).to.deep.equal(claimed);
  });

  it('names the message under way where the limit is used up', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 1, limits: oneAnHour });
    const equal = await claimant.claim(t0, { attempt: 1, limits: oneAnHour });
    expect(equal.message).to.deep.equal(waitFor(claimant, first));
  });

  it('changes nothing for a call that waits', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 1 });
    await claimant.claim(t0, { attempt: 1, decoy: true, nextLink: newNextLink() });
    await claimant.settle(first, 'sent');
    expect(await claimant.submit(t0, first)).to.include({ kind: 'validated', nextLink: undefined });
  });

  it('keeps a message under way over a session that takes a dead one’s place', async () => {
    for (const attempt of [1, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32, 2 ** 40, 2 ** 48]) {
      const claimant = new Claimant(storage());
      const dead = await claimant.open(t0, { attempt });
      const waitedFor = await claimant.claim(t0, { attempt: attempt + 1 });
      await claimant.useUpGuesses(t0, dead);
      const next = await claimant.claim(t0, { attempt: attempt + 2 });
      expect(next.generation).to.not.equal(dead.generation);
      expect((await claimant.claim(t0, { attempt })).message).to.deep.equal(sent);
      const equal = await claimant.claim(t0, { attempt: attempt + 1 });
      expect(equal).to.deep.include({ message: waitFor(claimant, waitedFor), generation: next.generation });
      await claimant.settle(waitedFor, 'rejected');
      expect(await claimant.outcomeOf(t0, equal)).to.equal('rejected');
    }
  });
}

function overlapping({ it, storage }: Suite): void {
  for (const [title, inOrder] of [
    ['in their order', true],
    ['in the other order', false],
  ] as const) {
    it(`sends attempt 1 again after attempts 1 and 2 under way both failed, ${title}`, async () => {
      const claimant = new Claimant(storage());
      const one = await claimant.claim(t0, { attempt: 1 });
      const two = await claimant.claim(t0, { attempt: 2 });
      expect(two.message).to.deep.equal(claimed);
      for (const opened of inOrder ? [one, two] : [two, one]) await claimant.settle(opened, 'failed');
      expect((await claimant.open(t0, { attempt: 1 })).message).to.deep.equal(claimed);
      expect((await claimant.open(t0, { attempt: 2 })).message).to.deep.equal(claimed);
    });
  }

  it('lets attempt 1 wait for attempt 2 after attempt 1 failed, and send after both did', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { attempt: 1 });
    const two = await claimant.claim(t0, { attempt: 2 });
    await claimant.settle(one, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(waitFor(claimant, two));
    await claimant.settle(two, 'rejected');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(claimed);
  });

  it('lets attempt 1 wait for itself after attempt 2 failed, and attempt 2 send again', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { attempt: 1 });
    const two = await claimant.claim(t0, { attempt: 2 });
    await claimant.settle(two, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(waitFor(claimant, one));
    expect((await claimant.claim(t0, { attempt: 2 })).message).to.deep.equal(claimed);
  });

  it('answers attempt 1 with sent after it failed and attempt 2 was sent', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { attempt: 1 });
    const two = await claimant.claim(t0, { attempt: 2 });
    await claimant.settle(two, 'sent');
    await claimant.settle(one, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect((await claimant.claim(t0, { attempt: 2 })).message).to.deep.equal(sent);
  });
}

function lifetimes({ it, storage }: Suite): void {
  const end = t0 + claimLifetimeMs;

  it('counts a message as sent from the millisecond at which its lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
    expect((await claimant.claim(end - 1, { attempt: 1 })).message).to.deep.equal(waitFor(claimant, opened));
    expect((await claimant.claim(end, { attempt: 1 })).message).to.deep.equal(sent);
  });

  it('takes no result after the lifetime: the message stays sent, and counted', async () => {
    for (const result of ['failed', 'rejected', 'unknown'] as const) {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs, limits: oneAnHour });
      await claimant.settle(opened, result, { now: end, refund: true });
      expect(await claimant.outcomeOf(end, opened)).to.equal('sent');
      expect((await claimant.claim(end, { attempt: 1 })).message).to.deep.equal(sent);
      expect((await claimant.ask(end, { limits: oneAnHour })).kind).to.equal('limited');
      expect((await claimant.submit(end, opened)).kind).to.equal('validated');
    }
  });

  it('takes a result 1 ms before the lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs, limits: oneAnHour });
    await claimant.settle(opened, 'failed', { now: end - 1 });
    const again = await claimant.claim(end, { attempt: 1, limits: oneAnHour });
    expect(again.message).to.deep.equal(claimed);
  });

  it('has a lifetime for each message', async () => {
    const claimant = new Claimant(storage());
    const long = await claimant.claim(t0, { attempt: 1, claimLifetimeMs: 2 * claimLifetimeMs });
    await claimant.claim(t0, { attempt: 2, claimLifetimeMs });
    expect((await claimant.claim(end, { attempt: 2 })).message).to.deep.equal(sent);
    expect(await claimant.outcomeOf(end, long)).to.equal('under-way');
    expect(await claimant.outcomeOf(t0 + 2 * claimLifetimeMs, long)).to.equal('sent');
  });

  it('counts a message without a lifetime as sent at once', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs: 0 });
    expect(opened.message).to.deep.equal(claimed);
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect(await claimant.outcomeOf(t0, opened)).to.equal('sent');
    expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
  });

  it('counts a message without a lifetime as sent for a clock that is behind, too', async () => {
    for (const before of [0, 1]) {
      const claimant = new Claimant(storage());
      if (before === 1) await claimant.open(t0, { attempt: 1 });
      const opened = await claimant.claim(t0, { attempt: 2, claimLifetimeMs: 0 });
      const equal = await claimant.claim(t0 - 30 * second, { attempt: 2 });
      expect(equal.message).to.deep.equal(sent);
      expect(await claimant.outcomeOf(t0 - 30 * second, opened)).to.equal('sent');
    }
  });

  it('takes no result of a message without a lifetime', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs: 0, limits: oneAnHour });
    await claimant.settle(opened, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect((await claimant.ask(t0, { limits: oneAnHour })).kind).to.equal('limited');
  });
}

function sameCall({ it, storage }: Suite): void {
  it('answers a claim that is handed in twice as the first time', async () => {
    const claimant = new Claimant(storage());
    for (const attempt of [1, 2, undefined]) {
      const opened = await claimant.claim(t0, { attempt });
      expect(await claimant.askAgain(opened)).to.deep.equal(opened);
    }
  });

  it('counts a claim that is handed in twice once, and does not limit it by itself', async () => {
    const claimant = new Claimant(storage());
    const twoAnHour = [{ messages: 2, windowMs: hour }];
    const first = await claimant.claim(t0, { limits: twoAnHour });
    expect(await claimant.askAgain(first)).to.deep.equal(first);
    const last = await claimant.claim(t0, { limits: twoAnHour });
    expect(await claimant.askAgain(last)).to.deep.equal(last);
    expect((await claimant.ask(t0, { limits: twoAnHour })).kind).to.equal('limited');
  });

  it('settles a claim that was handed in twice once', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1 });
    await claimant.askAgain(opened);
    await claimant.settle(opened, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(claimed);
  });

  it('starts one session in the place of a dead one for a claim that is handed in twice', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0, { attempt: 1 }));
    const next = await claimant.claim(t0, { attempt: 2 });
    expect(await claimant.askAgain(next)).to.deep.equal(next);
  });
}

function manyClaims({ it, storage }: Suite): void {
  it('keeps 8 messages under way', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimMany(claimant, claimsKept);
    for (const one of opened) expect(await claimant.outcomeOf(t0, one)).to.equal('under-way');
    for (const one of opened) await claimant.settle(one, 'failed');
    for (const one of opened) expect(await claimant.outcomeOf(t0, one)).to.equal('failed');
  });

  it('counts the oldest as sent where a ninth is claimed, and takes no result of it', async () => {
    const claimant = new Claimant(storage());
    const [oldest, ...others] = await claimMany(claimant, claimsKept + 1);
    if (oldest === undefined) throw new TypeError('nothing was claimed');
    expect(await claimant.outcomeOf(t0, oldest)).to.equal('sent');
    await claimant.settle(oldest, 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect(await outcomesOf(claimant, others)).to.deep.equal(Array(claimsKept).fill('under-way'));
  });

  it('forgets the oldest settled message before it counts one under way as sent', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimMany(claimant, claimsKept);
    for (const index of [2, 5]) await settleAt(claimant, opened, index, 'failed');
    await claimant.claim(t0, { attempt: 100 });
    const outcomes = await outcomesOf(claimant, opened);
    const underWay = 'under-way';
    expect(outcomes).to.deep.equal([
      ...[underWay, underWay, 'sent', underWay],
      ...[underWay, 'failed', underWay, underWay],
    ]);
  });

  it('forgets the oldest of all if that is settled', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimMany(claimant, claimsKept);
    for (const index of [0, 3]) await settleAt(claimant, opened, index, 'failed');
    await claimant.claim(t0, { attempt: 100 });
    const [first, , , fourth] = await outcomesOf(claimant, opened);
    expect([first, fourth]).to.deep.equal(['sent', 'failed']);
  });

  it('keeps what a forgotten message of an unknown fate is good for: its code', async () => {
    const claimant = new Claimant(storage());
    const unknown = await claimant.claim(t0, { attempt: 1 });
    await claimant.settle(unknown, 'unknown');
    for (const one of await claimMany(claimant, claimsKept)) await claimant.settle(one, 'failed');
    expect((await claimant.submit(t0, unknown)).kind).to.equal('validated');
  });

  it('counts no message as sent that failed and is forgotten', async () => {
    const claimant = new Claimant(storage());
    for (const one of await claimMany(claimant, claimsKept)) await claimant.settle(one, 'failed');
    const underWay = await claimant.claim(t0, { attempt: 100 });
    expect(await claimant.submit(t0, underWay)).to.deep.equal({ kind: 'expired' });
  });

  it('takes no place for a message that was sent, or whose lifetime is over', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 0, claimLifetimeMs: hour });
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const now = t0 + attempt * second;
      await claimant.open(now, { attempt });
      await claimant.claim(now, { claimLifetimeMs: 0 });
      await claimant.claim(now, { claimLifetimeMs: second });
    }
    expect(await claimant.outcomeOf(t0 + 20 * second, first)).to.equal('under-way');
  });

  async function claimMany(claimant: Claimant, count: number): Promise<OpenedSession[]> {
    const opened: OpenedSession[] = [];
    for (let attempt = 1; attempt <= count; attempt += 1) {
      opened.push(await claimant.claim(t0, { attempt }));
    }
    return opened;
  }

  async function settleAt(
    claimant: Claimant,
    opened: readonly OpenedSession[],
    index: number,
    result: 'failed',
  ): Promise<void> {
    const one = opened[index];
    if (one !== undefined) await claimant.settle(one, result);
  }

  async function outcomesOf(claimant: Claimant, opened: readonly OpenedSession[]): Promise<string[]> {
    return Promise.all(opened.map((one) => claimant.outcomeOf(t0, one)));
  }
}
