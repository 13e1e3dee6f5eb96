import type { MessageLimit } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, CountedNumber } from './claimant.js';
import type { Suite } from './suite.js';
import { hour, minute, t0 } from './times.js';

const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const twoAnHour: readonly MessageLimit[] = [{ messages: 2, windowMs: hour }];

export function givingBack(suite: Suite): void {
  suite.describe('giving a message back', () => {
    attempts(suite);
    counts(suite);
  });
}

function attempts({ it, storage }: Suite): void {
  it('sends the same attempt again, once', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.giveBack(opened);
    const again = await claimant.open(t0, { attempt: 1 });
    expect(again).to.include({ send: true, previousAttempt: undefined, nonce: opened.nonce });
    expect((await claimant.open(t0, { attempt: 1 })).send).to.equal(false);
  });

  it('restores the greatest attempt before', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 3 });
    await claimant.giveBack(await claimant.open(t0, { attempt: 8 }));
    expect((await claimant.open(t0, { attempt: 3 })).send).to.equal(false);
    expect(await claimant.open(t0, { attempt: 4 })).to.include({ send: true, previousAttempt: 3 });
  });

  it('restores an attempt of 0 as such', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 0 });
    await claimant.giveBack(await claimant.open(t0, { attempt: 1 }));
    expect(await claimant.open(t0, { attempt: 0 })).to.include({ send: false, previousAttempt: 0 });
  });

  it('leaves a greater attempt of somebody else alone', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.open(t0, { attempt: 1 });
    await claimant.open(t0, { attempt: 2 });
    await claimant.giveBack(first);
    expect(await claimant.open(t0, { attempt: 2 })).to.include({ send: false, previousAttempt: 2 });
  });

  it('changes nothing where the call gave no attempt', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.open(t0, { attempt: 4 });
    await claimant.giveBack(opened);
    expect(await claimant.open(t0, { attempt: 4 })).to.include({ send: false, previousAttempt: 4 });
  });

  it('leaves a later generation alone', async () => {
    const claimant = new Claimant(storage());
    const dead = await claimant.open(t0, { attempt: 1 });
    await claimant.useUpGuesses(t0, dead);
    await claimant.open(t0);
    await claimant.giveBack(dead);
    expect(await claimant.open(t0, { attempt: 1 })).to.include({ send: false, previousAttempt: 1 });
  });

  it('starts no session of one that was consumed', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.submit(t0, opened);
    await claimant.consume(t0, opened);
    await claimant.giveBack(opened);
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'unknown' });
  });

  it('keeps session and code: the message may have arrived all the same', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.giveBack(opened);
    expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
  });

  it('finds the session under an older secret', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    claimant.secrets = ['second', 'first'];
    await claimant.giveBack(await claimant.open(t0, { attempt: 2 }));
    expect(await claimant.open(t0, { attempt: 2 })).to.include({
      send: true,
      previousAttempt: 1,
      candidate: 1,
    });
  });
}

function counts({ it, storage }: Suite): void {
  it('takes the message out of the count if it was not sent', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { limits: oneAnHour });
    await claimant.giveBack(opened);
    expect((await claimant.open(t0, { limits: oneAnHour })).send).to.equal(true);
  });

  it('leaves the message in the count if it was perhaps sent', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1, limits: oneAnHour });
    await claimant.giveBack(opened, { uncount: false });
    const again = await claimant.ask(t0, { attempt: 1, limits: oneAnHour });
    expect(again).to.deep.equal({ kind: 'limited', retryAfterMs: hour });
  });

  it('takes one message out, not all of the same millisecond', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: twoAnHour });
    await claimant.giveBack(await claimant.open(t0, { limits: twoAnHour }));
    await claimant.open(t0, { limits: twoAnHour });
    expect((await claimant.ask(t0, { limits: twoAnHour })).kind).to.equal('limited');
  });

  it('takes out the message of its own time, not another', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.open(t0, { limits: twoAnHour });
    await claimant.open(t0 + minute, { limits: twoAnHour });
    await claimant.giveBack(first);
    await claimant.open(t0 + 2 * minute, { limits: twoAnHour });
    const limited = await claimant.ask(t0 + 2 * minute, { limits: twoAnHour });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour - minute });
  });

  it('takes the message out of the count also where the attempt is no longer the greatest', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.open(t0, { attempt: 1, limits: twoAnHour });
    await claimant.open(t0 + 1, { attempt: 2, limits: twoAnHour });
    await claimant.giveBack(first);
    expect((await claimant.open(t0 + 2, { attempt: 3, limits: twoAnHour })).send).to.equal(true);
  });

  it('takes nothing out of the count of another number', async () => {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(t0, { limits: oneAnHour });
    const neighbour = new Claimant(storage(), new CountedNumber(number.slot));
    await neighbour.giveBack(await neighbour.open(t0, { limits: oneAnHour }));
    const limited = await new Claimant(storage(), number).ask(t0, { limits: oneAnHour });
    expect(limited.kind).to.equal('limited');
  });
}
