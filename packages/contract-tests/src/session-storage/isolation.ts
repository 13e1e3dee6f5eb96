import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber } from './claimant.js';
import { newAddress, newClaim, newGeneration, newMac, newNonce, newSessionId } from './ids.js';
import type { Suite } from './suite.js';
import { t0 } from '../runner/times.js';

export function isolation({ describe, it, storage }: Suite): void {
  describe('isolation', () => {
    it('keeps the sessions of two client secrets of one number apart', async () => {
      const number = new CountedNumber();
      const one = new Claimant(storage(), number);
      const other = new Claimant(storage(), number);
      const opened = await one.open(t0, { attempt: 1 });
      expect((await other.open(t0, { attempt: 1 })).message).to.deep.equal(claimed);
      await one.useUpGuesses(t0, opened);
      expect((await other.submit(t0, await other.open(t0))).kind).to.equal('validated');
      expect(await one.read(t0, opened)).to.deep.equal({ kind: 'expired' });
    });

    it('knows a session by its client secret alone: another finds nothing', async () => {
      const number = new CountedNumber();
      const opened = await new Claimant(storage(), number).open(t0);
      const stranger = new Claimant(storage(), number);
      expect(await stranger.guess(t0, opened)).to.deep.equal({ kind: 'unknown' });
      expect(await stranger.read(t0, opened)).to.deep.equal({ kind: 'unknown' });
      expect(await stranger.consume(t0, opened)).to.deep.equal({ kind: 'unknown' });
    });

    it('keeps one session id in two slots apart', async () => {
      const entry = sessionOfItsOwn();
      await openIn('a.', entry);
      const elsewhere = { slot: 'b.', sessionIds: [entry.sessionId], generation: entry.generation };
      const outcome = await storage().read({ ...elsewhere, now: t0, wrongCodesAllowed: 5 });
      expect(outcome).to.deep.equal({ kind: 'unknown' });
    });

    it('takes any two characters of the alphabet for a slot', async () => {
      for (const slot of ['..', '==', '--', '__', '00', 'zZ', '.=']) {
        const claimant = new Claimant(storage(), new CountedNumber(slot));
        const opened = await claimant.open(t0);
        expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
      }
    });

    it('keeps as many sessions apart as there are', async () => {
      const claimants = Array.from({ length: 300 }, () => new Claimant(storage()));
      const opened = await Promise.all(claimants.map((claimant) => claimant.open(t0, { attempt: 1 })));
      for (const [index, claimant] of claimants.entries()) {
        const session = opened[index];
        if (session !== undefined) expect((await claimant.submit(t0, session)).kind).to.equal('validated');
      }
    });

    it('leaves the request as it was', async () => {
      const request = Object.freeze({ ...openRequest('..', sessionOfItsOwn()), limits: Object.freeze([]) });
      const before = JSON.stringify(request);
      await storage().open(request);
      expect(JSON.stringify(request)).to.equal(before);
    });
  });

  function openRequest(slot: string, entry: ReturnType<typeof sessionOfItsOwn>) {
    const bySecret = Object.freeze([Object.freeze(entry)]);
    // Any id that begins as the session's does.
    const numberId = entry.sessionId;
    const request = { slot, numberId, bySecret, decoy: false, sendAttempt: 1, now: t0 };
    const openedBy = Object.freeze([request.numberId]);
    return { ...defaultSessionRules, ...request, claim: newClaim(), openedBy, limits: [] };
  }

  async function openIn(slot: string, entry: ReturnType<typeof sessionOfItsOwn>): Promise<void> {
    await storage().open(openRequest(slot, entry));
  }
}

function sessionOfItsOwn() {
  return {
    sessionId: newSessionId(),
    generation: newGeneration(),
    code: { nonce: newNonce(), mac: newMac() },
    address: newAddress(),
  };
}
