import { defaultSessionRules, type MessageLimit } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber, sent } from './claimant.js';
import { newNextLink } from './ids.js';
import type { Suite } from './suite.js';
import { hour, midnight, minute, t0 } from '../runner/times.js';

const { codeLifetimeMs, sessionLifetimeMs } = defaultSessionRules;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const threeInTenMinutes: readonly MessageLimit[] = [{ messages: 3, windowMs: 10 * minute }];
const unknown = { kind: 'unknown' };

export function messageLimits(suite: Suite): void {
  suite.describe('limits of a number', () => {
    windows(suite);
    whatIsCounted(suite);
    whatLimitedLeaves(suite);
  });
}

function limitedFor(retryAfterMs: number): unknown {
  return { kind: 'limited', retryAfterMs };
}

function windows({ it, storage }: Suite): void {
  it('sends as many messages as the limit says and no more', async () => {
    const claimant = new Claimant(storage());
    for (const at of [t0, t0 + 1, t0 + 2]) await claimant.open(at, { limits: threeInTenMinutes });
    const fourth = await claimant.ask(t0 + 3, { limits: threeInTenMinutes });
    expect(fourth).to.deep.equal(limitedFor(10 * minute - 3));
  });

  it('lets no message through where a limit is of none, not even the first of a number, and keeps nothing of it', async () => {
    const none = { messages: 0, windowMs: 10 * minute };
    for (const limits of [[none], [...oneAnHour, none], [none, ...oneAnHour]]) {
      const claimant = new Claimant(storage());
      expect(await claimant.ask(t0, { attempt: 1, limits })).to.deep.equal(limitedFor(10 * minute));
      const first = await claimant.open(t0, { attempt: 1, limits: oneAnHour });
      expect(first.message).to.deep.equal(claimed);
    }
  });

  it('says to the millisecond when a message is free again', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: oneAnHour });
    expect(await claimant.ask(t0, { limits: oneAnHour })).to.deep.equal(limitedFor(hour));
    expect(await claimant.ask(t0 + hour - 1, { limits: oneAnHour })).to.deep.equal(limitedFor(1));
    expect((await claimant.open(t0 + hour, { limits: oneAnHour })).message).to.deep.equal(claimed);
  });

  it('lets the window slide: each message leaves it by itself', async () => {
    const claimant = new Claimant(storage());
    const limits = threeInTenMinutes;
    for (const at of [t0, t0 + 4 * minute, t0 + 8 * minute]) await claimant.open(at, { limits });
    await claimant.open(t0 + 10 * minute, { limits });
    const waiting = await claimant.ask(t0 + 10 * minute, { limits });
    expect(waiting).to.deep.equal(limitedFor(4 * minute));
    await claimant.open(t0 + 14 * minute, { limits });
    expect(await claimant.ask(t0 + 14 * minute, { limits })).to.deep.equal(limitedFor(4 * minute));
  });

  it('counts messages of one millisecond each by itself', async () => {
    const claimant = new Claimant(storage());
    for (let sent = 0; sent < 3; sent += 1) await claimant.open(t0, { limits: threeInTenMinutes });
    expect(await claimant.ask(t0, { limits: threeInTenMinutes })).to.deep.equal(limitedFor(10 * minute));
  });

  it('holds every one of several limits, and names the longest wait', async () => {
    const claimant = new Claimant(storage());
    const limits = [
      { messages: 2, windowMs: minute },
      { messages: 3, windowMs: hour },
    ];
    await claimant.open(t0, { limits });
    await claimant.open(t0 + 10, { limits });
    expect(await claimant.ask(t0 + 20, { limits })).to.deep.equal(limitedFor(minute - 20));
    await claimant.open(t0 + minute, { limits });
    expect(await claimant.ask(t0 + minute, { limits })).to.deep.equal(limitedFor(hour - minute));
    expect(await claimant.ask(t0 + minute, { limits: limits.toReversed() })).to.deep.equal(
      limitedFor(hour - minute),
    );
  });

  it('holds two limits: 5 in 10 minutes and 10 in 24 hours', async () => {
    const claimant = new Claimant(storage());
    const limits = [
      { messages: 5, windowMs: 10 * minute },
      { messages: 10, windowMs: 24 * hour },
    ];
    for (let sent = 0; sent < 5; sent += 1) await claimant.open(t0, { limits });
    expect(await claimant.ask(t0, { limits })).to.deep.equal(limitedFor(10 * minute));
    for (let sent = 0; sent < 5; sent += 1) await claimant.open(t0 + 10 * minute, { limits });
    expect(await claimant.ask(t0 + 20 * minute, { limits })).to.deep.equal(
      limitedFor(24 * hour - 20 * minute),
    );
    expect((await claimant.open(t0 + 24 * hour, { limits })).message).to.deep.equal(claimed);
  });

  // Requests reach the storage after a delay, and a clock may be set back.
  it('counts right where calls arrive out of order', async () => {
    const claimant = new Claimant(storage());
    const limits = threeInTenMinutes;
    for (const at of [t0 + 30, t0 + 10, t0 + 20]) await claimant.open(at, { limits });
    expect(await claimant.ask(t0 + 5, { limits })).to.deep.equal(limitedFor(10 * minute + 5));
    await claimant.open(t0 + 10 * minute + 10, { limits });
    const next = await claimant.ask(t0 + 10 * minute + 10, { limits });
    expect(next).to.deep.equal(limitedFor(10));
  });
}

function whatIsCounted({ it, storage }: Suite): void {
  it('counts a number over all client secrets', async () => {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(t0, { limits: oneAnHour });
    const another = await new Claimant(storage(), number).ask(t0, { limits: oneAnHour });
    expect(another).to.deep.equal(limitedFor(hour));
  });

  it('counts a number over all client secrets, over midnight too', async () => {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(midnight - 1, { limits: oneAnHour });
    const another = await new Claimant(storage(), number).ask(midnight + 1, { limits: oneAnHour });
    expect(another).to.deep.equal(limitedFor(hour - 2));
  });

  it('counts each number by itself, also in one slot', async () => {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(t0, { limits: oneAnHour });
    const neighbour = new Claimant(storage(), new CountedNumber(number.slot));
    expect((await neighbour.open(t0, { limits: oneAnHour })).message).to.deep.equal(claimed);
  });

  it('neither limits nor counts where no limits are given', async () => {
    const claimant = new Claimant(storage());
    for (let sent = 0; sent < 20; sent += 1) await claimant.open(t0);
    expect((await claimant.open(t0, { limits: oneAnHour })).message).to.deep.equal(claimed);
    expect((await claimant.open(t0)).message).to.deep.equal(claimed);
  });

  it('does not count an attempt that sends nothing', async () => {
    const claimant = new Claimant(storage());
    const limits = threeInTenMinutes;
    for (let asked = 0; asked < 10; asked += 1) await claimant.open(t0, { attempt: 1, limits });
    await claimant.open(t0, { attempt: 2, limits });
    expect((await claimant.open(t0, { attempt: 3, limits })).message).to.deep.equal(claimed);
  });

  it('answers an attempt that sends nothing as ever where the limit is used up', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1, limits: oneAnHour });
    expect((await claimant.open(t0, { attempt: 1, limits: oneAnHour })).message).to.deep.equal(sent);
  });

  it('does not count a call that is limited', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: oneAnHour });
    for (let asked = 1; asked < 10; asked += 1) await claimant.ask(t0 + asked, { limits: oneAnHour });
    expect((await claimant.open(t0 + hour, { limits: oneAnHour })).message).to.deep.equal(claimed);
  });

  it('goes on counting after a session was consumed', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { limits: oneAnHour });
    await claimant.submit(t0, opened);
    await claimant.consume(t0, opened);
    expect(await claimant.ask(t0, { limits: oneAnHour })).to.deep.equal(limitedFor(hour));
  });

  it('counts the message that starts a session in the place of a dead one', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0));
    await claimant.open(t0, { limits: oneAnHour });
    expect(await claimant.ask(t0, { limits: oneAnHour })).to.deep.equal(limitedFor(hour));
  });
}

function whatLimitedLeaves({ it, storage }: Suite): void {
  it('starts no session where the limit is used up', async () => {
    const claimant = await limited();
    await claimant.ask(t0, { limits: oneAnHour });
    expect(await claimant.read(t0, { generation: 'AAAAAA' })).to.deep.equal(unknown);
  });

  it('does not remember the attempt of a limited call', async () => {
    const claimant = await limited();
    await claimant.open(t0, { attempt: 1 });
    await claimant.ask(t0, { attempt: 2, limits: oneAnHour });
    expect((await claimant.open(t0, { attempt: 2 })).message).to.deep.equal(claimed);
  });

  it('changes neither code nor next_link in a limited call', async () => {
    const claimant = await limited();
    const nextLink = newNextLink();
    const opened = await claimant.open(t0, { attempt: 1, nextLink });
    const wishes = { attempt: 2, limits: oneAnHour, decoy: true, nextLink: newNextLink() };
    expect((await claimant.ask(t0, wishes)).kind).to.equal('limited');
    expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated', nextLink });
  });

  it('does not let a limited call prolong the session', async () => {
    const claimant = await limited();
    const opened = await claimant.open(t0);
    expect((await claimant.ask(t0 + minute, { limits: oneAnHour })).kind).to.equal('limited');
    expect(await claimant.read(t0 + sessionLifetimeMs, opened)).to.deep.equal(unknown);
  });

  it('does not renew a code that is too old in a limited call', async () => {
    const claimant = await limited();
    const opened = await claimant.open(t0);
    await claimant.ask(t0 + codeLifetimeMs, { limits: oneAnHour });
    expect(await claimant.guess(t0 + codeLifetimeMs, opened)).to.deep.equal({ kind: 'expired' });
  });

  it('does not replace a dead session in a limited call', async () => {
    const claimant = await limited();
    const dead = await claimant.open(t0, { attempt: 1 });
    await claimant.useUpGuesses(t0, dead);
    await claimant.ask(t0, { attempt: 2, limits: oneAnHour });
    const same = await claimant.open(t0, { attempt: 1 });
    expect(same).to.deep.include({ message: sent, generation: dead.generation });
  });

  /** A caller whose number has no messages left for an hour, because somebody else used them up. */
  async function limited(): Promise<Claimant> {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(t0, { limits: oneAnHour });
    return new Claimant(storage(), number);
  }
}
