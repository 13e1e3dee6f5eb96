import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, sent } from './claimant.js';
import { newNextLink, newReceipt, newSentMessage } from './ids.js';
import type { Suite } from './suite.js';
import { minute, t0 } from '../runner/times.js';

const { codeLifetimeMs } = defaultSessionRules;

export function codes({ describe, it, storage }: Suite): void {
  describe('codes', () => {
    it('repeats the code of a message that is 1 ms short of its lifetime', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      const second = await claimant.open(t0 + codeLifetimeMs - 1, { attempt: 2 });
      expect(second.nonce).to.equal(first.nonce);
    });

    it('makes a new code where the old one is exactly its lifetime old, in the same generation', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      const second = await claimant.open(t0 + codeLifetimeMs, { attempt: 2 });
      expect(second.nonce).to.not.equal(first.nonce);
      expect(second.generation).to.equal(first.generation);
      expect((await claimant.submit(t0 + codeLifetimeMs, second)).kind).to.equal('validated');
    });

    it('keeps an old code where the attempt sends nothing', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      const second = await claimant.open(t0 + codeLifetimeMs, { attempt: 1 });
      expect(second).to.deep.include({ message: sent, nonce: first.nonce });
      expect(await claimant.submit(t0 + codeLifetimeMs, first)).to.deep.equal({ kind: 'expired' });
    });

    it('does not let a resend prolong the code', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      await claimant.open(t0 + 9 * minute, { attempt: 2 });
      expect(await claimant.submit(t0 + codeLifetimeMs, first)).to.deep.equal({ kind: 'expired' });
      expect((await claimant.open(t0 + codeLifetimeMs, { attempt: 3 })).nonce).to.not.equal(first.nonce);
    });

    it('answers when the code expires: that of a resend is no later, that of a new code is', async () => {
      const claimant = new Claimant(storage());
      const ends: number[] = [];
      for (const [ms, attempt] of [
        [0, 1],
        [minute, 1],
        [9 * minute, 2],
        [codeLifetimeMs, 3],
      ] as const) {
        ends.push((await claimant.open(t0 + ms, { attempt })).codeExpiresAt - t0);
      }
      expect(ends).to.deep.equal([codeLifetimeMs, codeLifetimeMs, codeLifetimeMs, 2 * codeLifetimeMs]);
    });

    it('takes an old code for a wrong one after a new one was made', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0);
      await claimant.open(t0 + codeLifetimeMs);
      expect(await claimant.submit(t0 + codeLifetimeMs, first)).to.deep.equal({ kind: 'incorrect' });
    });

    it('gives a new code a whole lifetime', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0);
      const second = await claimant.open(t0 + codeLifetimeMs);
      const validated = await claimant.submit(t0 + 2 * codeLifetimeMs - 1, second);
      expect(validated.kind).to.equal('validated');
    });

    it('makes a new code where a session becomes a decoy', async () => {
      const claimant = new Claimant(storage());
      const real = await claimant.open(t0, { attempt: 1 });
      const decoy = await claimant.open(t0 + 1, { attempt: 2, decoy: true });
      expect(decoy.nonce).to.not.equal(real.nonce);
      expect(decoy.generation).to.equal(real.generation);
      expect(await claimant.submit(t0 + 1, real)).to.deep.equal({ kind: 'incorrect' });
    });

    it('makes a new code where a decoy becomes a real session', async () => {
      const claimant = new Claimant(storage());
      const decoy = await claimant.open(t0, { decoy: true });
      const real = await claimant.open(t0 + 1);
      expect(real.nonce).to.not.equal(decoy.nonce);
      expect((await claimant.submit(t0 + 1, real)).kind).to.equal('validated');
    });

    it('leaves the end of the code where it was, for a later one would tell a decoy from a session', async () => {
      for (const decoys of [
        [false, true],
        [true, false],
      ]) {
        const claimant = new Claimant(storage());
        await claimant.open(t0, { decoy: decoys[0] === true });
        const changed = await claimant.open(t0 + codeLifetimeMs - 1, { decoy: decoys[1] === true });
        expect(await claimant.guess(t0 + codeLifetimeMs - 1, changed)).to.deep.equal({ kind: 'incorrect' });
        expect(await claimant.guess(t0 + codeLifetimeMs, changed)).to.deep.equal({ kind: 'expired' });
      }
    });

    it('repeats the code of a decoy as that of a real session', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { decoy: true });
      const again = await claimant.open(t0 + codeLifetimeMs - 1, { decoy: true });
      const renewed = await claimant.open(t0 + codeLifetimeMs, { decoy: true });
      expect(again.nonce).to.equal(first.nonce);
      expect(renewed.nonce).to.not.equal(first.nonce);
    });

    it('lets no code finish a decoy, not even its own', async () => {
      for (const attempt of [undefined, 1, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32, 2 ** 40, 2 ** 48])
        for (const wishes of [{}, { receipt: newReceipt() }, { nextLink: newNextLink() }])
          for (const sentMessage of [undefined, newSentMessage()]) {
            const claimant = new Claimant(storage());
            const decoy = await claimant.open(t0, { decoy: true, attempt, ...wishes }, sentMessage);
            expect(await claimant.submit(t0, decoy)).to.include({ kind: 'incorrect' });
            expect(await claimant.read(t0, decoy)).to.include({ kind: 'pending' });
          }
    });

    it('counts the wrong codes of a decoy as those of a real session', async () => {
      const claimant = new Claimant(storage());
      const decoy = await claimant.open(t0, { decoy: true });
      await claimant.useUpGuesses(t0, decoy);
      expect(await claimant.guess(t0, decoy)).to.deep.equal({ kind: 'expired' });
    });
  });
}
