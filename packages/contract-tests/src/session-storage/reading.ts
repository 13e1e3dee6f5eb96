import { defaultSessionRules, type OpenedSession } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed } from './claimant.js';
import type { Suite } from './suite.js';
import { t0 } from '../runner/times.js';

const { codeLifetimeMs, sessionLifetimeMs } = defaultSessionRules;
const pending = { kind: 'pending' };
const unknown = { kind: 'unknown' };

export function reading({ describe, it, storage }: Suite): void {
  describe('reading and consuming', () => {
    it('reads a session without a success as pending, however old its code', async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0);
      expect(await claimant.read(t0, opened)).to.deep.equal(pending);
      expect(await claimant.read(t0 + codeLifetimeMs, opened)).to.deep.equal(pending);
    });

    it('reads a validated session with its time and address, however old its code', async () => {
      const { claimant, opened } = await validated();
      const validation = {
        kind: 'validated',
        secretIndex: 0,
        validatedAt: t0,
        address: claimant.addressUnder('first'),
      };
      expect(await claimant.read(t0, opened)).to.deep.equal(validation);
      expect(await claimant.read(t0 + codeLifetimeMs, opened)).to.deep.equal(validation);
    });

    it('reads another generation as expired', async () => {
      const { claimant } = await validated();
      expect(await claimant.read(t0, { generation: 'AAAAAA' })).to.deep.equal({ kind: 'expired' });
    });

    it('does not let reading prolong a session', async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0);
      expect(await claimant.read(t0 + sessionLifetimeMs - 1, opened)).to.deep.equal(pending);
      expect(await claimant.consume(t0 + sessionLifetimeMs - 1, opened)).to.deep.equal(pending);
      expect(await claimant.read(t0 + sessionLifetimeMs, opened)).to.deep.equal(unknown);
    });

    it('does not let reading prolong a validated session', async () => {
      const { claimant, opened } = await validated();
      await claimant.read(t0 + sessionLifetimeMs - 1, opened);
      expect(await claimant.read(t0 + sessionLifetimeMs, opened)).to.deep.equal(unknown);
    });

    it('reads the same any number of times', async () => {
      const { claimant, opened } = await validated();
      const first = await claimant.read(t0, opened);
      await claimant.read(t0, opened);
      expect(await claimant.read(t0, opened)).to.deep.equal(first);
    });

    it('consumes a validated session once, with what reading answers', async () => {
      const { claimant, opened } = await validated();
      const validation = await claimant.read(t0, opened);
      expect(await claimant.consume(t0, opened)).to.deep.equal(validation);
      expect(await claimant.consume(t0, opened)).to.deep.equal(unknown);
      expect(await claimant.read(t0, opened)).to.deep.equal(unknown);
      expect(await claimant.submit(t0, opened)).to.deep.equal(unknown);
    });

    it('consumes nothing that is not validated', async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0);
      expect(await claimant.consume(t0, opened)).to.deep.equal(pending);
      expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
    });

    it('consumes nothing for another generation', async () => {
      const { claimant, opened } = await validated();
      expect(await claimant.consume(t0, { generation: 'AAAAAA' })).to.deep.equal({ kind: 'expired' });
      expect(await claimant.read(t0, opened)).to.include({ kind: 'validated' });
    });

    it('starts anew after a session was consumed, with any attempt', async () => {
      const { claimant, opened } = await validated();
      await claimant.consume(t0, opened);
      const next = await claimant.open(t0, { attempt: 1 });
      expect(next.message).to.deep.equal(claimed);
      expect(next.generation).to.not.equal(opened.generation);
      expect(await claimant.read(t0, next)).to.deep.equal(pending);
    });
  });

  async function validated(): Promise<{ claimant: Claimant; opened: OpenedSession }> {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 1 });
    await claimant.submit(t0, opened);
    return { claimant, opened };
  }
}
