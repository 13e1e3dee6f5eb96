import { defaultSessionRules, type OpenedSession } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber, sent } from './claimant.js';
import { newNextLink } from './ids.js';
import type { Suite } from './suite.js';
import { t0 } from '../runner/times.js';

const { codeLifetimeMs } = defaultSessionRules;
const incorrect = { kind: 'incorrect' };
const expired = { kind: 'expired' };

export function wrongCodes(suite: Suite): void {
  suite.describe('wrong codes', () => {
    budget(suite);
    deadSessions(suite);
  });
}

function budget({ it, storage }: Suite): void {
  it('takes the right code after 4 wrong ones', async () => {
    const { claimant, opened } = await guessed(4);
    expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
  });

  it('answers the right code with expired after 5 wrong ones', async () => {
    const { claimant, opened } = await guessed(5);
    expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
    expect(await claimant.read(t0, opened)).to.deep.equal(expired);
  });

  it('allows as many wrong codes as the request says', async () => {
    for (const wrongCodesAllowed of [1, 255]) {
      const rules = { ...defaultSessionRules, wrongCodesAllowed };
      const claimant = new Claimant(storage(), new CountedNumber(), rules);
      const opened = await claimant.open(t0);
      await claimant.useUpGuesses(t0, opened);
      expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
    }
  });

  it('keeps the wrong codes over a resend', async () => {
    const { claimant, opened } = await guessed(4);
    await claimant.open(t0 + 1, { attempt: 2 });
    expect(await claimant.guess(t0 + 1, opened)).to.deep.equal(incorrect);
    expect(await claimant.submit(t0 + 1, opened)).to.deep.equal(expired);
  });

  it('keeps the wrong codes over a new code', async () => {
    const { claimant } = await guessed(4);
    const renewed = await claimant.open(t0 + codeLifetimeMs, { attempt: 2 });
    expect(await claimant.guess(t0 + codeLifetimeMs, renewed)).to.deep.equal(incorrect);
    expect(await claimant.submit(t0 + codeLifetimeMs, renewed)).to.deep.equal(expired);
  });

  it('keeps the wrong codes over a change to a decoy and back', async () => {
    const { claimant } = await guessed(4);
    await claimant.open(t0, { attempt: 2, decoy: true });
    const real = await claimant.open(t0, { attempt: 3 });
    expect(await claimant.guess(t0, real)).to.deep.equal(incorrect);
    expect(await claimant.submit(t0, real)).to.deep.equal(expired);
  });

  it('keeps the wrong codes over a message that failed', async () => {
    const { claimant, opened } = await guessed(4);
    await claimant.settle(await claimant.claim(t0, { attempt: 2 }), 'failed');
    expect(await claimant.guess(t0, opened)).to.deep.equal(incorrect);
    expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
  });

  it('does not judge guesses at a code that is too old', async () => {
    const { claimant, opened } = await guessed(4);
    for (let guesses = 0; guesses < 10; guesses += 1) {
      expect(await claimant.guess(t0 + codeLifetimeMs, opened)).to.deep.equal(expired);
    }
    const renewed = await claimant.open(t0 + codeLifetimeMs, { attempt: 2 });
    expect(renewed.generation).to.equal(opened.generation);
    expect((await claimant.submit(t0 + codeLifetimeMs, renewed)).kind).to.equal('validated');
  });

  it('does not judge guesses at another generation', async () => {
    const { claimant, opened } = await guessed(4);
    for (let guesses = 0; guesses < 10; guesses += 1) {
      expect(await claimant.guess(t0, { generation: 'AAAAAA' })).to.deep.equal(expired);
    }
    expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
  });

  it('counts the wrong codes of a validated session, which stays validated to who reads it', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    await claimant.useUpGuesses(t0, opened);
    expect(await claimant.submit(t0, opened)).to.deep.equal(expired);
    expect(await claimant.read(t0, opened)).to.include({ kind: 'validated', validatedAt: t0 });
  });

  async function guessed(wrong: number): Promise<{ claimant: Claimant; opened: OpenedSession }> {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    for (let guesses = 0; guesses < wrong; guesses += 1) {
      expect(await claimant.guess(t0, opened)).to.deep.equal(incorrect);
    }
    return { claimant, opened };
  }
}

function deadSessions({ it, storage }: Suite): void {
  it('starts another generation with another code in the place of a dead session', async () => {
    const { claimant, dead } = await died();
    const next = await claimant.open(t0, { attempt: 2 });
    expect(next).to.deep.include({ kind: 'opened', message: claimed });
    expect(next.generation).to.not.equal(dead.generation);
    expect(next.nonce).to.not.equal(dead.nonce);
    expect((await claimant.submit(t0, next)).kind).to.equal('validated');
  });

  it('answers the generation of a replaced session with expired', async () => {
    const { claimant, dead } = await died();
    const next = await claimant.open(t0, { attempt: 2 });
    await claimant.submit(t0, next);
    expect(await claimant.submit(t0, next, dead.generation)).to.deep.equal(expired);
    expect(await claimant.read(t0, dead)).to.deep.equal(expired);
    expect(await claimant.consume(t0, dead)).to.deep.equal(expired);
  });

  it('gives the session that follows a dead one all its wrong codes', async () => {
    const { claimant } = await died();
    const next = await claimant.open(t0, { attempt: 2 });
    await claimant.useUpGuesses(t0, next);
    expect(await claimant.submit(t0, next)).to.deep.equal(expired);
  });

  it('sends nothing for an attempt that is not greater than that of a dead session', async () => {
    const { claimant, dead } = await died();
    const again = await claimant.open(t0, { attempt: 1 });
    expect(again).to.deep.include({ message: sent, generation: dead.generation });
  });

  it('keeps the greatest attempt of a dead session where the next one gives none', async () => {
    const { claimant } = await died();
    const next = await claimant.open(t0);
    expect(next.message).to.deep.equal(claimed);
    const early = await claimant.open(t0, { attempt: 1 });
    expect(early).to.deep.include({ message: sent, generation: next.generation });
  });

  it('keeps no next_link of a dead session', async () => {
    const { claimant } = await died(newNextLink());
    const next = await claimant.open(t0, { attempt: 2 });
    expect(await claimant.submit(t0, next)).to.include({ kind: 'validated', nextLink: undefined });
  });

  it('starts a session that is not validated in the place of a validated one whose wrong codes are used up', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    await claimant.useUpGuesses(t0, opened);
    const next = await claimant.open(t0);
    expect(await claimant.read(t0, next)).to.deep.equal({ kind: 'pending' });
    expect(await claimant.read(t0, opened)).to.deep.equal(expired);
  });

  async function died(nextLink?: string): Promise<{ claimant: Claimant; dead: OpenedSession }> {
    const claimant = new Claimant(storage());
    const dead = await claimant.open(t0, { attempt: 1, nextLink });
    await claimant.useUpGuesses(t0, dead);
    return { claimant, dead };
  }
}
