import { defaultSessionRules, type MessageLimit, type MessageResult } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber, sent } from './claimant.js';
import { newClaim, newNextLink } from './ids.js';
import type { Suite } from './suite.js';
import { hour, minute, second, t0 } from '../runner/times.js';

const { codeLifetimeMs, sessionLifetimeMs } = defaultSessionRules;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const twoAnHour: readonly MessageLimit[] = [{ messages: 2, windowMs: hour }];
const certainlyNotSent = ['failed', 'rejected'] as const;
const all = ['sent', 'unknown', ...certainlyNotSent] as const;
const expired = { kind: 'expired' };
const unknownSession = { kind: 'unknown' };

export function settling(suite: Suite): void {
  suite.describe('what became of a message', () => {
    attempts(suite);
    codes(suite);
    counts(suite);
    ends(suite);
    outcomes(suite);
  });
}

function attempts({ it, storage }: Suite): void {
  for (const result of ['unknown', ...certainlyNotSent] as const) {
    it(`sends the same attempt again, once, after its message was settled as ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1 });
      await claimant.settle(opened, result);
      const again = await claimant.open(t0, { attempt: 1 });
      expect(again).to.deep.equal({ ...opened, message: claimed });
      expect((await claimant.open(t0, { attempt: 1 })).message).to.deep.equal(sent);
    });

    it(`keeps the greatest attempt that was sent over a greater one that was settled as ${result}`, async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: 3 });
      await claimant.settle(await claimant.claim(t0, { attempt: 8 }), result);
      expect((await claimant.claim(t0, { attempt: 3 })).message).to.deep.equal(sent);
      expect((await claimant.claim(t0, { attempt: 4 })).message).to.deep.equal(claimed);
    });
  }

  it('keeps an attempt of 0 over a greater one that failed', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 0 });
    await claimant.settle(await claimant.claim(t0, { attempt: 1 }), 'failed');
    expect((await claimant.claim(t0, { attempt: 0 })).message).to.deep.equal(sent);
  });

  it('leaves attempts alone where the call that failed gave none', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0);
    await claimant.open(t0, { attempt: 4 });
    await claimant.settle(opened, 'failed');
    expect((await claimant.claim(t0, { attempt: 4 })).message).to.deep.equal(sent);
  });

  it('keeps the attempt of a dead session over the failure of the message that starts the next', async () => {
    const claimant = new Claimant(storage());
    const dead = await claimant.open(t0, { attempt: 1 });
    await claimant.useUpGuesses(t0, dead);
    await claimant.settle(await claimant.claim(t0, { attempt: 2 }), 'failed');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(sent);
    expect((await claimant.claim(t0, { attempt: 2 })).message).to.deep.equal(claimed);
  });

  it('is settled once: what is said later changes nothing', async () => {
    for (const [first, later] of [
      ['sent', 'failed'],
      ['failed', 'sent'],
      ['rejected', 'failed'],
      ['unknown', 'rejected'],
    ] as const) {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1, limits: oneAnHour });
      await claimant.settle(opened, first, { refund: false });
      await claimant.settle(opened, later);
      expect(await claimant.outcomeOf(t0, opened)).to.equal(first);
      expect((await claimant.ask(t0, { limits: oneAnHour, attempt: 2 })).kind).to.equal('limited');
    }
  });

  it('settles the message of its own claim, not another', async () => {
    for (const result of all)
      for (const isFirst of [true, false]) {
        const claimant = new Claimant(storage());
        const [one, two] = [await claimant.claim(t0), await claimant.claim(t0)];
        const [settled, other] = isFirst ? [one, two] : [two, one];
        await claimant.settle(settled, result);
        expect(await claimant.outcomeOf(t0, other)).to.equal('under-way');
        expect(await claimant.outcomeOf(t0, settled)).to.equal(result);
      }
  });

  for (const result of all) {
    it(`takes no result of a call that waits for the message of another: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1 });
      await claimant.settle(await claimant.claim(t0, { attempt: 1 }), result);
      expect(await claimant.outcomeOf(t0, opened)).to.equal('under-way');
    });
  }

  it('starts no session of one that was consumed, and refunds nothing', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    const second = await claimant.claim(t0, { attempt: 2, limits: oneAnHour });
    await claimant.submit(t0, opened);
    await claimant.consume(t0, opened);
    await claimant.settle(second, 'failed');
    expect(await claimant.read(t0, opened)).to.deep.equal(unknownSession);
    expect((await claimant.ask(t0, { limits: oneAnHour })).kind).to.equal('limited');
  });
}

function codes({ it, storage }: Suite): void {
  for (const result of certainlyNotSent) {
    it(`takes no guess at a code that was never sent: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1 });
      await claimant.settle(opened, result);
      for (let guesses = 0; guesses < 10; guesses += 1) {
        expect(await claimant.guess(t0, opened)).to.deep.equal(expired);
      }
      expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
      const again = await claimant.open(t0, { attempt: 1 });
      expect(again.nonce).to.equal(opened.nonce);
      expect((await claimant.submit(t0, again)).kind).to.equal('validated');
    });

    it(`takes the code that an earlier message carried after a resend: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0, { attempt: 1 });
      const resent = await claimant.claim(t0 + minute, { attempt: 2 });
      await claimant.settle(resent, result);
      expect((await claimant.submit(t0 + minute, opened)).kind).to.equal('validated');
    });

    it(`takes no new code after a resend that carried it first: ${result}`, async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: 1 });
      const renewed = await claimant.claim(t0 + codeLifetimeMs, { attempt: 2 });
      await claimant.settle(renewed, result);
      expect(await claimant.submit(t0 + codeLifetimeMs, renewed)).to.deep.equal(expired);
      expect(await claimant.guess(t0 + codeLifetimeMs, renewed)).to.deep.equal(expired);
    });
  }

  for (const result of ['sent', 'unknown'] as const) {
    it(`takes the code of a message: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1 });
      await claimant.settle(opened, result);
      expect(await claimant.guess(t0, opened)).to.deep.equal({ kind: 'incorrect' });
      expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
    });
  }

  // The SMS may be read before the provider has answered and the sid is known.
  it('takes the code of a resend under way', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    const renewed = await claimant.claim(t0 + codeLifetimeMs, { attempt: 2 });
    expect(await claimant.guess(t0 + codeLifetimeMs, renewed)).to.deep.equal({ kind: 'incorrect' });
    expect((await claimant.submit(t0 + codeLifetimeMs, renewed)).kind).to.equal('validated');
  });

  // Nobody got the sid of this session. If guesses were judged anyway, a failing provider would allow endless guesses.
  it('takes no guess before a message of the session was sent, or perhaps', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1 });
    for (let guesses = 0; guesses < 10; guesses += 1) {
      expect(await claimant.guess(t0, opened)).to.deep.equal(expired);
    }
    expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
    await claimant.settle(opened, 'sent', { now: t0 + 1 });
    expect((await claimant.submit(t0 + 1, opened)).kind).to.equal('validated');
  });

  it('takes no guess in a session that took a dead one’s place before its own message was sent', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0, { attempt: 1 }));
    const next = await claimant.claim(t0, { attempt: 2 });
    expect(await claimant.guess(t0, next)).to.deep.equal(expired);
    expect(await claimant.submit(t0, next)).to.deep.equal(expired);
  });

  it('takes no new code by what an older message carried', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    const old = await claimant.claim(t0 + codeLifetimeMs - 1, { attempt: 2 });
    const renewed = await claimant.claim(t0 + codeLifetimeMs, { attempt: 3 });
    await claimant.settle(renewed, 'failed');
    expect(await claimant.submit(t0 + codeLifetimeMs, renewed)).to.deep.equal(expired);
    await claimant.settle(old, 'sent', { now: t0 + codeLifetimeMs });
    expect(await claimant.submit(t0 + codeLifetimeMs, renewed)).to.deep.equal(expired);
  });

  it('takes no code of a change to a decoy and back whose message failed', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    await claimant.open(t0, { attempt: 2, decoy: true });
    const real = await claimant.claim(t0, { attempt: 3 });
    await claimant.settle(real, 'failed');
    expect(await claimant.submit(t0, real)).to.deep.equal(expired);
  });

  it('answers a guess at a decoy that was never sent as one at a session', async () => {
    const claimant = new Claimant(storage());
    const decoy = await claimant.claim(t0, { attempt: 1, decoy: true });
    await claimant.settle(decoy, 'failed');
    expect(await claimant.guess(t0, decoy)).to.deep.equal(expired);
  });

  it('keeps next_link, code and wrong codes over a failure', async () => {
    const claimant = new Claimant(storage());
    const nextLink = newNextLink();
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.guess(t0, opened);
    await claimant.settle(await claimant.claim(t0, { attempt: 2, nextLink }), 'failed');
    for (let guesses = 1; guesses < 4; guesses += 1) await claimant.guess(t0, opened);
    expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated', nextLink });
  });
}

function counts({ it, storage }: Suite): void {
  for (const result of certainlyNotSent) {
    it(`refunds the number: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { limits: oneAnHour });
      await claimant.settle(opened, result, { now: t0 + second, refund: true });
      const again = await claimant.claim(t0 + second, { limits: oneAnHour });
      expect(again.message).to.deep.equal(claimed);
    });

    it(`leaves the message in the count where it is not to leave it: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1, limits: oneAnHour });
      await claimant.settle(opened, result, { refund: false });
      const again = await claimant.ask(t0, { attempt: 1, limits: oneAnHour });
      expect(again).to.deep.equal({ kind: 'limited', retryAfterMs: hour });
    });
  }

  for (const result of ['sent', 'unknown'] as const) {
    it(`refunds nothing for a message that was ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { limits: oneAnHour });
      await claimant.settle(opened, result, { refund: true });
      expect((await claimant.ask(t0, { limits: oneAnHour })).kind).to.equal('limited');
    });
  }

  it('takes one message out, not all of the same millisecond', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: twoAnHour });
    await claimant.settle(await claimant.claim(t0, { limits: twoAnHour }), 'failed');
    await claimant.open(t0, { limits: twoAnHour });
    expect((await claimant.ask(t0, { limits: twoAnHour })).kind).to.equal('limited');
  });

  it('takes one message out, however often it is settled', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { limits: twoAnHour });
    const failed = await claimant.claim(t0, { limits: twoAnHour });
    for (let settled = 0; settled < 3; settled += 1) await claimant.settle(failed, 'failed');
    await claimant.open(t0, { limits: twoAnHour });
    expect((await claimant.ask(t0, { limits: twoAnHour })).kind).to.equal('limited');
  });

  it('takes out the message of its own time, not another', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { limits: twoAnHour });
    await claimant.open(t0 + second, { limits: twoAnHour });
    await claimant.settle(first, 'failed', { now: t0 + 2 * second });
    await claimant.open(t0 + 2 * second, { limits: twoAnHour });
    const limited = await claimant.ask(t0 + 2 * second, { limits: twoAnHour });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour - second });
  });

  it('takes the message out of the count also where the attempt is no longer the greatest', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 1, limits: twoAnHour });
    await claimant.open(t0 + 1, { attempt: 2, limits: twoAnHour });
    await claimant.settle(first, 'failed', { now: t0 + 2 });
    expect((await claimant.open(t0 + 2, { attempt: 3, limits: twoAnHour })).message).to.deep.equal(claimed);
  });

  it('takes nothing out of the count of another number', async () => {
    const number = new CountedNumber();
    await new Claimant(storage(), number).open(t0, { limits: oneAnHour });
    const neighbour = new Claimant(storage(), new CountedNumber(number.slot));
    await neighbour.settle(await neighbour.claim(t0, { limits: oneAnHour }), 'failed');
    const limited = await new Claimant(storage(), number).ask(t0, { limits: oneAnHour });
    expect(limited.kind).to.equal('limited');
  });
}

function ends({ it, storage }: Suite): void {
  const claimLifetimeMs = 30 * second;

  for (const result of certainlyNotSent) {
    it(`ends a session with the claim where no message of it was sent: ${result}`, async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
      await claimant.settle(opened, result, { now: t0 + second });
      expect(await claimant.read(t0 + claimLifetimeMs - 1, opened)).to.deep.equal({ kind: 'pending' });
      expect(await claimant.read(t0 + claimLifetimeMs, opened)).to.deep.equal(unknownSession);
      const next = await claimant.open(t0 + claimLifetimeMs, { attempt: 1 });
      expect(next.generation).to.not.equal(opened.generation);
    });
  }

  it('ends a session of failed messages with the last of their claims', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
    const two = await claimant.claim(t0 + second, { attempt: 2, claimLifetimeMs });
    await claimant.settle(two, 'rejected', { now: t0 + 2 * second });
    await claimant.settle(one, 'failed', { now: t0 + 2 * second });
    const end = t0 + second + claimLifetimeMs;
    expect(await claimant.outcomeOf(end - 1, two)).to.equal('rejected');
    expect(await claimant.read(end - 1, one)).to.deep.equal({ kind: 'pending' });
    expect(await claimant.read(end, one)).to.deep.equal(unknownSession);
  });

  it('lets a session live whose other message is under way', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
    await claimant.claim(t0, { attempt: 2, claimLifetimeMs: 2 * claimLifetimeMs });
    await claimant.settle(one, 'failed');
    await livesUntil(claimant, one, t0 + sessionLifetimeMs);
  });

  it('lets a session live of which a message was sent, before or after the one that failed', async () => {
    for (const sentFirst of [true, false]) {
      const claimant = new Claimant(storage());
      const one = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
      const two = await claimant.claim(t0, { attempt: 2, claimLifetimeMs });
      await claimant.settle(sentFirst ? one : two, 'sent');
      await claimant.settle(sentFirst ? two : one, 'failed');
      await livesUntil(claimant, one, t0 + sessionLifetimeMs);
    }
  });

  it('lets a session live of which a message was perhaps sent', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { claimLifetimeMs });
    await claimant.settle(one, 'unknown');
    await claimant.settle(await claimant.claim(t0, { claimLifetimeMs }), 'failed');
    await livesUntil(claimant, one, t0 + sessionLifetimeMs);
  });

  it('lets a session live of which the lifetime of a message is over', async () => {
    const claimant = new Claimant(storage());
    const one = await claimant.claim(t0, { claimLifetimeMs: second });
    const two = await claimant.claim(t0, { claimLifetimeMs });
    await claimant.settle(two, 'failed', { now: t0 + second });
    await livesUntil(claimant, one, t0 + sessionLifetimeMs);
  });

  it('gives a session its whole lifetime again where a message is sent after one that failed', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
    await claimant.settle(opened, 'failed');
    const again = await claimant.open(t0 + second, { attempt: 1 });
    expect(again.generation).to.equal(opened.generation);
    await livesUntil(claimant, again, t0 + second + sessionLifetimeMs);
  });

  it('ends a session of failed messages with the last of them, though the first was over before that one failed', async () => {
    const claimant = new Claimant(storage());
    const first = await claimant.claim(t0, { attempt: 1, claimLifetimeMs: 20 * second });
    await claimant.settle(first, 'failed');
    const last = await claimant.claim(t0 + 10 * second, { attempt: 1, claimLifetimeMs: 20 * second });
    await claimant.settle(last, 'failed', { now: t0 + 25 * second });
    expect((await claimant.read(t0 + 30 * second - 1, last)).kind).to.equal('pending');
    expect(await claimant.read(t0 + 30 * second, last)).to.deep.equal(unknownSession);
  });

  it('refunds nothing of a session that has just ended', async () => {
    const claimant = new Claimant(storage());
    const limits = [{ messages: 1, windowMs: 2 * sessionLifetimeMs }];
    const opened = await claimant.claim(t0, { limits, claimLifetimeMs: 2 * sessionLifetimeMs });
    await claimant.settle(opened, 'failed', { now: t0 + sessionLifetimeMs });
    expect((await claimant.ask(t0 + sessionLifetimeMs, { limits })).kind).to.equal('limited');
  });

  it('ends a session with its own lifetime where the claim would last longer', async () => {
    const rules = { ...defaultSessionRules, sessionLifetimeMs: 5 * minute };
    const claimant = new Claimant(storage(), new CountedNumber(), rules);
    const opened = await claimant.claim(t0, { claimLifetimeMs: hour });
    await claimant.settle(opened, 'failed');
    await livesUntil(claimant, opened, t0 + 5 * minute);
  });

  it('ends the session that took a dead one’s place with its claim, though messages of the dead one were sent', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0, { attempt: 1 }));
    const next = await claimant.claim(t0, { attempt: 2, claimLifetimeMs });
    await claimant.settle(next, 'failed');
    await livesUntil(claimant, next, t0 + claimLifetimeMs);
  });

  async function livesUntil(claimant: Claimant, session: { generation: string }, end: number): Promise<void> {
    expect(await claimant.read(end - 1, session)).to.deep.equal({ kind: 'pending' });
    expect(await claimant.read(end, session)).to.deep.equal(unknownSession);
  }
}

function outcomes({ it, storage }: Suite): void {
  const claimLifetimeMs = 30 * second;
  const end = t0 + claimLifetimeMs;

  it('says under-way until the lifetime of a message is over, and sent then', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { claimLifetimeMs });
    expect(await claimant.outcomeOf(end - 1, opened)).to.equal('under-way');
    expect(await claimant.outcomeOf(end, opened)).to.equal('sent');
  });

  for (const result of all) {
    it(`says ${result} from the step that settled a message so, until its lifetime is over`, async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0);
      const opened = await claimant.claim(t0, { claimLifetimeMs });
      await claimant.settle(opened, result, { now: t0 + second });
      expect(await claimant.outcomeOf(t0 + second, opened)).to.equal(result);
      expect(await claimant.outcomeOf(end - 1, opened)).to.equal(result);
      expect(await claimant.outcomeOf(end, opened)).to.equal('sent');
    });
  }

  it('says what became of a message after others were claimed and settled', async () => {
    const claimant = new Claimant(storage());
    const results: readonly MessageResult[] = ['rejected', 'failed', 'sent', 'unknown', 'rejected'];
    const opened = await Promise.all(results.map(() => claimant.claim(t0, { claimLifetimeMs })));
    await Promise.all(opened.map((one, index) => claimant.settle(one, results[index] ?? 'sent')));
    const said = await Promise.all(opened.map((one) => claimant.outcomeOf(end - 1, one)));
    expect(said).to.deep.equal(results);
  });

  it('says failed where there is no session', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { claimLifetimeMs });
    await claimant.settle(opened, 'rejected');
    expect(await claimant.outcomeOf(end - 1, opened)).to.equal('rejected');
    expect(await claimant.outcomeOf(end, opened)).to.equal('failed');
  });

  it('says failed of a session that was consumed or has ended', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.outcomeOf(t0 + sessionLifetimeMs - 1, opened)).to.equal('sent');
    expect(await claimant.outcomeOf(t0 + sessionLifetimeMs, opened)).to.equal('failed');
    await claimant.submit(t0, opened);
    await claimant.consume(t0, opened);
    expect(await claimant.outcomeOf(t0, opened)).to.equal('failed');
  });

  it('says failed once another session is in the place of one that was consumed, or is dead', async () => {
    for (const end of ['consumed', 'dead'] as const) {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      if (end === 'consumed') await claimant.submit(t0, first);
      const opened = await claimant.claim(t0, { attempt: 2, claimLifetimeMs });
      if (end === 'consumed') await claimant.consume(t0, first);
      else await claimant.useUpGuesses(t0, first);
      const next = await claimant.open(t0, { attempt: 3 });
      expect(next.generation).to.not.equal(opened.generation);
      expect(await claimant.outcomeOf(t0, opened), end).to.equal('failed');
      await claimant.settle(opened, 'failed');
      expect(await claimant.outcomeOf(t0, opened), end).to.equal('failed');
      expect(await claimant.outcomeOf(t0, next)).to.equal('sent');
    }
  });

  it('says sent of a claim that a live session does not know', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.outcomeOf(t0, opened, newClaim())).to.equal('sent');
  });

  it('changes nothing by saying so', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, claimLifetimeMs });
    await claimant.outcomeOf(end, opened);
    await claimant.settle(opened, 'failed', { now: end - 1 });
    expect(await claimant.outcomeOf(end - 1, opened)).to.equal('failed');
  });

  it('says it of a session of an older secret', async () => {
    const claimant = new Claimant(storage());
    claimant.secrets = ['older'];
    const opened = await claimant.claim(t0, { attempt: 1 });
    claimant.secrets = ['newer', 'older'];
    const waiting = await claimant.claim(t0, { attempt: 1 });
    expect(await claimant.outcomeOf(t0, waiting)).to.equal('under-way');
    await claimant.settle(opened, 'rejected');
    expect(await claimant.outcomeOf(t0, waiting)).to.equal('rejected');
    expect((await claimant.claim(t0, { attempt: 1 })).message).to.deep.equal(claimed);
  });
}
