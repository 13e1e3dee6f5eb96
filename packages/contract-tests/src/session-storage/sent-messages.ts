import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, CountedNumber } from './claimant.js';
import { longestSentMessage, newNextLink, newReceipt, newSentMessage } from './ids.js';
import type { Suite } from './suite.js';
import { minute, t0 } from '../runner/times.js';

const { codeLifetimeMs } = defaultSessionRules;

export function sentMessages(suite: Suite): void {
  suite.describe('what is kept of sent messages', () => {
    keeping(suite);
    firstSuccess(suite);
    replacing(suite);
    inRaces(suite);
  });
}

function keeping({ it, storage }: Suite): void {
  it('is given back as it was, whatever its length and whatever else the session has', async () => {
    for (const bytes of [1, 2, 255, 256, 257, longestSentMessage]) {
      for (const wishes of [{}, { attempt: 300, receipt: newReceipt(), nextLink: newNextLink() }]) {
        const claimant = new Claimant(storage());
        const sentMessage = newSentMessage(bytes);
        const opened = await claimant.open(t0, wishes, sentMessage);
        expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'pending', sentMessage });
        const { receipt, nextLink } = { receipt: undefined, nextLink: undefined, ...wishes };
        expect(await claimant.submit(t0, opened)).to.include({ sentMessage, receipt, nextLink });
      }
    }
  });

  it('is told with each wrong code, and stays', async () => {
    for (const sentMessage of [newSentMessage(1), newSentMessage(longestSentMessage)]) {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0, {}, sentMessage);
      for (let guessed = 0; guessed < 2; guessed += 1)
        expect(await claimant.guess(t0, opened)).to.deep.equal({ kind: 'incorrect', sentMessage });
      expect(await claimant.submit(t0, opened)).to.include({ sentMessage });
      expect(await claimant.guess(t0, opened)).to.deep.equal({ kind: 'incorrect' });
    }
  });

  it('is read of a session whose guesses are used up, and of no session that a later one has replaced', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const opened = await claimant.open(t0, {}, sentMessage);
    await claimant.useUpGuesses(t0, opened);
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'expired', sentMessage });
    const next = await claimant.claim(t0);
    expect(next.sentMessage).to.equal(undefined);
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'expired' });
    expect(await claimant.read(t0, next)).to.deep.equal({ kind: 'pending' });
  });

  it('is nothing of a message that is settled as sent once its lifetime is over', async () => {
    for (const claimLifetimeMs of [minute, minute - 1]) {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { claimLifetimeMs });
      await claimant.settle(opened, 'sent', { now: t0 + minute, sentMessage: newSentMessage() });
      expect(await claimant.read(t0 + minute, opened)).to.deep.equal({ kind: 'pending' });
    }
  });

  for (const result of ['unknown', 'failed', 'rejected'] as const) {
    it(`is nothing, if the message was not certainly sent: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0);
      const sentMessage = newSentMessage();
      expect(await claimant.settle(opened, result, { sentMessage })).to.equal(undefined);
      expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'pending' });
    });
  }

  it('is gone when the number is forgotten', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, {}, newSentMessage());
    await claimant.forget(t0);
    expect((await claimant.open(t0)).sentMessage).to.equal(undefined);
  });

  it('stays with a session that lies under an older secret', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const opened = await claimant.open(t0, { attempt: 1 }, sentMessage);
    claimant.secrets = ['second', 'first'];
    expect(await claimant.claim(t0, { attempt: 2 })).to.include({ secretIndex: 1, sentMessage });
    expect(await claimant.submit(t0, opened)).to.include({ secretIndex: 1, sentMessage });
  });
}

function firstSuccess({ it, storage }: Suite): void {
  it('goes to the first success, and to no other', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const opened = await claimant.open(t0, {}, sentMessage);
    await claimant.guess(t0, opened);
    expect(await claimant.submit(t0, opened)).to.include({ first: true, sentMessage });
    expect(await claimant.submit(t0, opened)).to.include({ first: false, sentMessage: undefined });
  });

  it('is not kept of a session that is validated: by no message that is sent later, or is under way', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 }, newSentMessage());
    const underWay = await claimant.claim(t0, { attempt: 2 });
    await claimant.submit(t0, opened);
    for (const message of [underWay, await claimant.claim(t0 + minute, { attempt: 3 })]) {
      const sentMessage = newSentMessage();
      expect(await claimant.settle(message, 'sent', { sentMessage })).to.equal(undefined);
    }
    expect((await claimant.claim(t0 + minute, { attempt: 4 })).sentMessage).to.equal(undefined);
  });
}

function replacing({ it, storage }: Suite): void {
  it('is told to the call that claims another message, and to no call that claims none', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const first = await claimant.open(t0, { attempt: 1 }, sentMessage);
    expect(first.sentMessage).to.equal(undefined);
    expect((await claimant.claim(t0, { attempt: 1 })).sentMessage).to.equal(undefined);
    const resent = await claimant.claim(t0, { attempt: 2 });
    expect(resent.sentMessage).to.equal(sentMessage);
    expect((await claimant.askAgain(resent)).kind === 'opened' && resent.sentMessage).to.equal(sentMessage);
    expect((await claimant.claim(t0, { attempt: 2 })).sentMessage).to.equal(undefined);
  });

  it('is that of the message that was settled last, also with a new code', async () => {
    const claimant = new Claimant(storage());
    const sentMessages = [newSentMessage(), newSentMessage(), newSentMessage()];
    let kept: string | undefined;
    for (const [index, sentMessage] of sentMessages.entries()) {
      const opened = await claimant.claim(t0 + index * codeLifetimeMs);
      expect(opened.sentMessage).to.equal(kept);
      expect(await claimant.settle(opened, 'sent', { sentMessage }), 'what it replaces').to.equal(kept);
      kept = sentMessage;
    }
  });

  it('is replaced by nothing, if nothing is to be kept of the next message', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    await claimant.open(t0, {}, sentMessage);
    const next = await claimant.claim(t0);
    expect(await claimant.settle(next, 'sent')).to.equal(sentMessage);
    expect(await claimant.read(t0, next)).to.deep.equal({ kind: 'pending' });
  });

  it('stays, if the next message fails', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const opened = await claimant.open(t0, {}, sentMessage);
    for (const result of ['failed', 'unknown', 'rejected'] as const)
      expect(await claimant.settle(await claimant.claim(t0), result)).to.equal(undefined);
    expect(await claimant.submit(t0, opened)).to.include({ sentMessage });
  });
}

function inRaces({ it, storage }: Suite): void {
  it('goes to one of 200 successes at once', async () => {
    const claimant = new Claimant(storage());
    const sentMessage = newSentMessage();
    const opened = await claimant.open(t0, {}, sentMessage);
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => claimant.submit(t0, opened)));
    const got = outcomes.flatMap((one) => (one.kind === 'validated' ? [one.sentMessage] : []));
    expect(got.filter((one) => one !== undefined)).to.deep.equal([sentMessage]);
    expect(got).to.have.lengthOf(200);
  });

  it('goes to exactly one call, whether a success or the next message comes first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const claimant = new Claimant(storage(), new CountedNumber());
      const sentMessage = newSentMessage();
      const opened = await claimant.open(t0, {}, sentMessage);
      const [next, later] = [await claimant.claim(t0), newSentMessage()];
      const [replaced, outcome] = await Promise.all([
        claimant.settle(next, 'sent', { sentMessage: later }),
        claimant.submit(t0, opened),
      ]);
      const verified = outcome.kind === 'validated' ? outcome.sentMessage : undefined;
      expect([replaced, verified]).to.be.deep.oneOf([
        [sentMessage, later],
        [undefined, sentMessage],
      ]);
    }
  });
}
