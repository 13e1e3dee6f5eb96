import { expect } from 'chai';
import { Claimant, claimed, isClaimed, sent } from './claimant.js';
import { newNextLink, newReceipt, newSentMessage } from './ids.js';
import type { Suite } from './suite.js';
import { minute, t0 } from '../runner/times.js';

const greatestWholeNumber = Number.MAX_SAFE_INTEGER;

export function sendAttempts({ describe, it, storage }: Suite): void {
  describe('send attempts', () => {
    it('sends the first message, with the generation and the nonce of the request', async () => {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0, { attempt: 1 });
      expect(opened).to.deep.include({ kind: 'opened', secretIndex: 0, message: claimed });
      expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
    });

    it('answers an outcome of the seven fields of the port and no more', async () => {
      const opened = await new Claimant(storage()).open(t0);
      const fields = [
        'kind',
        'secretIndex',
        'generation',
        'nonce',
        'codeExpiresAt',
        'message',
        'sentMessage',
      ];
      expect(opened).to.have.all.keys(fields);
    });

    it('sends nothing for an equal attempt', async () => {
      const claimant = new Claimant(storage());
      const { generation, nonce, codeExpiresAt } = await claimant.open(t0, { attempt: 3 });
      expect(await claimant.open(t0, { attempt: 3 })).to.deep.equal({
        kind: 'opened',
        secretIndex: 0,
        generation,
        nonce,
        codeExpiresAt,
        message: sent,
        sentMessage: undefined,
      });
    });

    it('sends nothing for a lower attempt that arrives late', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: 2 });
      expect((await claimant.open(t0 + 1, { attempt: 1 })).message).to.deep.equal(sent);
    });

    it('sends for a greater attempt, with the same generation and code', async () => {
      const claimant = new Claimant(storage());
      const first = await claimant.open(t0, { attempt: 1 });
      const second = await claimant.open(t0 + minute, { attempt: 2 });
      expect(second).to.deep.equal(first);
    });

    it('remembers the greatest attempt over several', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: 1 });
      await claimant.open(t0, { attempt: 7 });
      await claimant.open(t0, { attempt: 4 });
      expect((await claimant.open(t0, { attempt: 7 })).message).to.deep.equal(sent);
      expect((await claimant.open(t0, { attempt: 8 })).message).to.deep.equal(claimed);
    });

    it('remembers the greatest attempt, though the message of a lower one is settled after it', async () => {
      const claimant = new Claimant(storage());
      const lower = await claimant.claim(t0, { attempt: 1 });
      const greater = await claimant.claim(t0, { attempt: 2 });
      await claimant.settle(greater, 'sent');
      await claimant.settle(lower, 'sent');
      expect((await claimant.open(t0, { attempt: 2 })).message).to.deep.equal(sent);
      expect((await claimant.open(t0, { attempt: 3 })).message).to.deep.equal(claimed);
    });

    it('sends each time where no attempt is given', async () => {
      const claimant = new Claimant(storage());
      const opened = [await claimant.open(t0), await claimant.open(t0), await claimant.open(t0)];
      expect(opened.map(isClaimed)).to.deep.equal([true, true, true]);
    });

    it('sends any attempt after calls that gave none', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0);
      expect((await claimant.open(t0, { attempt: 0 })).message).to.deep.equal(claimed);
    });

    it('keeps the greatest attempt over calls that give none', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: 5 });
      expect((await claimant.open(t0)).message).to.deep.equal(claimed);
      expect((await claimant.open(t0, { attempt: 5 })).message).to.deep.equal(sent);
    });

    it('takes 0 for an attempt, not for none', async () => {
      const claimant = new Claimant(storage());
      expect((await claimant.open(t0, { attempt: 0 })).message).to.deep.equal(claimed);
      expect((await claimant.open(t0, { attempt: 0 })).message).to.deep.equal(sent);
    });

    it('keeps attempts, receipts, next_links and what is kept of a message apart, whatever their lengths', async () => {
      const attempts = [
        0,
        1,
        255,
        256,
        65_535,
        65_536,
        2 ** 24,
        2 ** 32,
        2 ** 40,
        2 ** 48,
        greatestWholeNumber,
      ];
      const receipt = newReceipt();
      const nextLink = newNextLink();
      const others = [{}, { receipt }, { nextLink }, { receipt, nextLink }];
      for (const [index, attempt] of [...attempts, ...attempts].entries())
        for (const wishes of others) {
          const claimant = new Claimant(storage());
          const sentMessage = 'receipt' in wishes === index % 2 > 0 ? newSentMessage() : undefined;
          if (index < attempts.length) await claimant.settle(await claimant.claim(t0), 'failed');
          const opened = await claimant.open(t0, { attempt, ...wishes }, sentMessage);
          expect((await claimant.claim(t0, { attempt })).message).to.deep.equal(sent);
          const expected = { receipt: undefined, nextLink: undefined, ...wishes, sentMessage };
          expect(await claimant.submit(t0, opened)).to.include({ first: true, ...expected });
          expect(await claimant.submit(t0, opened)).to.include({ first: false, nextLink: expected.nextLink });
          expect((await claimant.claim(t0, { attempt })).message).to.deep.equal(sent);
          if (attempt === greatestWholeNumber) continue;
          expect((await claimant.claim(t0, { attempt: attempt + 1 })).message).to.deep.equal(claimed);
        }
    });

    it('compares attempts up to 2^53 - 1 exactly', async () => {
      const claimant = new Claimant(storage());
      await claimant.open(t0, { attempt: greatestWholeNumber - 1 });
      expect((await claimant.open(t0, { attempt: greatestWholeNumber - 1 })).message).to.deep.equal(sent);
      const greatest = await claimant.open(t0, { attempt: greatestWholeNumber });
      expect(greatest.message).to.deep.equal(claimed);
      expect((await claimant.open(t0, { attempt: greatestWholeNumber })).message).to.deep.equal(sent);
    });

    it('changes nothing for an attempt that sends nothing', async () => {
      const claimant = new Claimant(storage());
      const nextLink = newNextLink();
      const opened = await claimant.open(t0, { attempt: 1, nextLink });
      await claimant.open(t0 + minute, { attempt: 1, nextLink: newNextLink(), decoy: true });
      expect(await claimant.submit(t0 + minute, opened)).to.include({ kind: 'validated', nextLink });
    });
  });
}
