import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, sent } from './claimant.js';
import type { Suite } from './suite.js';
import { hour, minute, second, t0 } from '../runner/times.js';

const { codeLifetimeMs, sessionLifetimeMs } = defaultSessionRules;
const unknown = { kind: 'unknown' };

export function expiry(suite: Suite): void {
  suite.describe('expiry', () => {
    codeExpiry(suite);
    sessionExpiry(suite);
    prolonging(suite);
  });
}

function codeExpiry({ it, storage }: Suite): void {
  it('takes a code 1 ms before its lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect((await claimant.submit(t0 + codeLifetimeMs - 1, opened)).kind).to.equal('validated');
  });

  it('answers a code with expired at the millisecond at which its lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.submit(t0 + codeLifetimeMs, opened)).to.deep.equal({ kind: 'expired' });
  });
}

function sessionExpiry({ it, storage }: Suite): void {
  it('keeps a session until 1 ms before its lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.read(t0 + sessionLifetimeMs - 1, opened)).to.deep.equal({ kind: 'pending' });
  });

  it('answers a session with unknown at the millisecond at which its lifetime ends', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    const end = t0 + sessionLifetimeMs;
    expect(await claimant.read(end, opened)).to.deep.equal(unknown);
    expect(await claimant.consume(end, opened)).to.deep.equal(unknown);
    expect(await claimant.submit(end, opened)).to.deep.equal(unknown);
  });

  it('answers a session with unknown at its end also where its code would live on', async () => {
    const rules = { ...defaultSessionRules, sessionLifetimeMs: 5 * minute };
    const claimant = new Claimant(storage(), undefined, rules);
    const opened = await claimant.open(t0);
    expect(await claimant.submit(t0 + 5 * minute, opened)).to.deep.equal(unknown);
  });

  it('remembers the attempt until 1 ms before the end and starts anew at the end', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 9 });
    expect((await claimant.open(t0 + sessionLifetimeMs - 1, { attempt: 9 })).message).to.deep.equal(sent);
    const next = await claimant.open(t0 + sessionLifetimeMs, { attempt: 1 });
    expect(next.message).to.deep.equal(claimed);
    expect(next.generation).to.not.equal(opened.generation);
  });

  it('counts no wrong code of an ended session against the next', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0));
    const next = await claimant.open(t0 + sessionLifetimeMs);
    await claimant.useUpGuesses(t0 + sessionLifetimeMs, next);
    expect(await claimant.read(t0 + sessionLifetimeMs, next)).to.deep.equal({ kind: 'expired' });
  });

  it('is not brought back by a message that is settled after the end', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { claimLifetimeMs: 2 * sessionLifetimeMs });
    expect(await claimant.read(t0 + sessionLifetimeMs, opened)).to.deep.equal(unknown);
    await claimant.settle(opened, 'sent', { now: t0 + sessionLifetimeMs });
    expect(await claimant.read(t0 + sessionLifetimeMs, opened)).to.deep.equal(unknown);
  });
}

function prolonging({ it, storage }: Suite): void {
  it('lives a whole lifetime from a resend', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.open(t0 + hour, { attempt: 2 });
    await livesUntil(claimant, opened, t0 + hour + sessionLifetimeMs);
  });

  it('lives a whole lifetime from its first success', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0 + minute, opened);
    await livesUntil(claimant, opened, t0 + minute + sessionLifetimeMs);
  });

  it('lives a whole lifetime from its first success, while another message is under way, too', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.claim(t0);
    await claimant.submit(t0 + minute, opened);
    expect((await claimant.read(t0 + minute + sessionLifetimeMs - 1, opened)).kind).to.equal('validated');
    expect((await claimant.read(t0 + minute + sessionLifetimeMs, opened)).kind).to.equal('unknown');
  });

  it('is not prolonged by a later success', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    await claimant.submit(t0 + minute, opened);
    await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
  });

  it('ends a lifetime after its first success, whatever messages come after', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    for (let at = t0 + hour; at < t0 + sessionLifetimeMs; at += hour) await claimant.open(at);
    await claimant.claim(t0 + sessionLifetimeMs - 1);
    await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
  });

  it('ends a lifetime after its first success, whatever becomes of a message under way', async () => {
    for (const result of ['sent', 'unknown', 'failed', 'rejected'] as const) {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0);
      const resent = await claimant.claim(t0);
      await claimant.submit(t0, opened);
      await claimant.settle(resent, result);
      await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
    }
  });

  it('starts anew after a validated session has ended, however lately it was resent', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.submit(t0, opened);
    await claimant.open(t0 + sessionLifetimeMs - 1, { attempt: 2 });
    const next = await claimant.open(t0 + sessionLifetimeMs, { attempt: 1 });
    expect(next.message).to.deep.equal(claimed);
    expect(next.generation).to.not.equal(opened.generation);
  });

  it('is not prolonged by a wrong code', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.guess(t0 + minute, opened);
    await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
  });

  it('is not prolonged by an attempt that sends nothing', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.open(t0 + minute, { attempt: 1 });
    await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
  });

  it('is not prolonged by a message that is settled', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0);
    await claimant.settle(opened, 'sent', { now: t0 + second });
    const failed = await claimant.claim(t0);
    await claimant.settle(failed, 'failed', { now: t0 + second });
    await livesUntil(claimant, opened, t0 + sessionLifetimeMs);
  });

  async function livesUntil(claimant: Claimant, session: { generation: string }, end: number): Promise<void> {
    expect((await claimant.read(end - 1, session)).kind).to.be.oneOf(['pending', 'validated']);
    expect(await claimant.read(end, session)).to.deep.equal(unknown);
  }
}
