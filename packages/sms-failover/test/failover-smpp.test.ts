import { startPerlSmsc, type PerlSmsc } from '@threepid/contract-tests/smsc';
import { failover } from '@threepid/sms-failover';
import type { SmppSmsSender } from '@threepid/sms-smpp';
import { expect } from 'chai';
import { message, messageTo } from './scripted-sender.js';
import { smppSender } from './smpp-sender.js';

/** Two realistic providers: two SMSCs, each in a process of its own. */
async function withTwo(
  test: (a: PerlSmsc, b: PerlSmsc, senders: readonly SmppSmsSender[]) => Promise<void>,
): Promise<void> {
  const smscs = await Promise.all([startPerlSmsc(), startPerlSmsc()]);
  const senders = smscs.map((smsc, index) => smppSender(smsc, `carrier-${index}`, 5_000));
  try {
    await test(smscs[0], smscs[1], senders);
  } finally {
    await Promise.all(smscs.map((smsc) => smsc.stop()));
    await Promise.all(senders.map((sender) => sender.close()));
  }
}

describe('failover of two SMSCs', () => {
  it('sends through the second while the first is dead, skips the first, and returns to it in time', () =>
    withTwo(async (a, b, senders) => {
      let now = 1_000_000;
      const sender = failover(senders, {
        breaker: { failures: 2, openMs: 30_000 },
        clock: { now: () => now },
      });
      expect(await sender.send(messageTo(0))).to.include({ kind: 'sent', sender: 'carrier-0' });
      await a.down();
      for (let index = 0; index < 3; index += 1) {
        expect(await sender.send(messageTo(index))).to.include({ kind: 'sent', sender: 'carrier-1' });
      }
      await a.up();
      expect(await sender.send(messageTo(3))).to.include({ sender: 'carrier-1' });
      expect(sender.status()[0]).to.deep.equal({ sender: 'carrier-0', breaker: 'open' });
      now += 30_000;
      expect(await sender.send(messageTo(4))).to.include({ sender: 'carrier-0' });
      expect(sender.status()[0]).to.deep.equal({ sender: 'carrier-0', breaker: 'closed' });
      await Promise.all([a.sync(), b.sync()]);
      expect([a.messages.length, b.messages.length]).to.deep.equal([2, 4]);
    }));

  it('sends no second message when the first cuts the connection after it got the message', () =>
    withTwo(async (a, b, senders) => {
      await a.behave({ as: 'cut' });
      expect(await failover(senders).send(message())).to.include({ kind: 'unavailable', taken: 'unknown' });
      await Promise.all([a.sync(), b.sync()]);
      expect([a.messages.length, b.messages.length]).to.deep.equal([1, 0]);
    }));

  it('sends no second message when the first hangs, unless configured to', () =>
    withTwo(async (a, b, senders) => {
      await Promise.all(senders.map((one) => one.ready()));
      await a.behave({ as: 'hang' });
      const patient = failover(senders, { deadlineMs: 1_000 });
      expect(await patient.send(message())).to.include({ kind: 'unavailable', taken: 'unknown' });
      expect(b.messages).to.deep.equal([]);
      const eager = failover(senders, { tryMs: 1_000, onUnknown: 'try-next' });
      expect(await eager.send(message())).to.include({ kind: 'sent', sender: 'carrier-1' });
      await Promise.all([a.sync(), b.sync()]);
      expect([a.messages.length, b.messages.length]).to.deep.equal([2, 1]);
    }));

  it('tries the second when the first throttles, or refuses the password', () =>
    withTwo(async (a, b, senders) => {
      const sender = failover(senders);
      await a.behave({ as: 'answer', status: 0x58 });
      expect(await sender.send(message())).to.include({ sender: 'carrier-1' });
      await a.password('another');
      await a.unbind();
      expect(await sender.send(message())).to.include({ sender: 'carrier-1' });
      await Promise.all([a.sync(), b.sync()]);
      expect([a.messages.length, b.messages.length]).to.deep.equal([0, 2]);
    }));
});
