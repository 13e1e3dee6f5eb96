import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { failover } from '@threepid/sms-failover';
import { expect } from 'chai';
import { observedBy, SenderHealth } from '../../dist/readiness/sender-health.js';
import { SetClock } from '../test-server.js';

describe('the health of a provider', () => {
  let clock: SetClock;
  let changes: number;
  let health: SenderHealth;

  beforeEach(() => {
    [clock, changes] = [new SetClock(), 0];
    health = new SenderHealth({ name: 'one' }, clock, () => (changes += 1));
  });

  const fail = (count: number, first = 0) => {
    for (let index = first; index < first + count; index += 1)
      health.note(`+44740012345${index}`, 'unavailable');
  };

  it('is unknown until it has sent a message, or has not', () => {
    health.note('+447400123456', 'rejected-destination');
    expect(health.current).to.deep.include({ name: 'one', channel: 'sms', state: 'unknown' });
    clock.jump(1_000);
    health.note('+447400123456', 'refused');
    expect(health.current).to.deep.include({ state: 'failing', since: 1_000, failedAt: 1_000 });
    clock.jump(2_000);
    health.note('+447400123456', 'sent');
    expect(health.current).to.deep.include({ state: 'ok', since: 2_000, failedAt: 1_000 });
    expect(changes).to.equal(2);
  });

  it('is bad once the last messages to three numbers have failed, and good with the next that is sent', () => {
    health.note('+447400123456', 'sent');
    fail(2);
    // The same numbers again say nothing new.
    fail(2);
    expect(health.current.state).to.equal('ok');
    health.note('+447400123456', 'sent');
    // Two others: those before it count no more.
    fail(2, 2);
    expect(health.current.state).to.equal('ok');
    clock.jump(5_000);
    fail(3);
    expect(health.current).to.deep.include({ state: 'failing', since: 5_000 });
    clock.jump(6_000);
    fail(3);
    expect(health.current).to.deep.include({ since: 5_000, failedAt: 6_000 });
    health.note('+447400123456', 'sent');
    expect([health.current.state, changes]).to.deep.equal(['ok', 3]);
  });
});

class PrivateSender implements SmsSender {
  readonly name = 'private';
  readonly #result: SmsResult = { kind: 'sent', messageId: '1' };

  send(): Promise<SmsResult> {
    return Promise.resolve(this.#result);
  }

  ready(): Promise<void> {
    return this.#result.kind === 'sent' ? Promise.resolve() : Promise.reject(new Error('away'));
  }
}

describe('a sender that is observed', () => {
  const message: SmsMessage = {
    to: '+447400123456',
    country: 'GB',
    text: '',
    purpose: 'verify',
    idempotencyKey: '1',
  };
  const observe = (sender: SmsSender) => {
    const health = new SenderHealth(sender, new SetClock(), () => undefined);
    return { health, observed: observedBy(health, sender) };
  };

  it('stays what it was, also if it is frozen, a failover or has private fields', async () => {
    const frozen: SmsSender = Object.freeze({ name: 'frozen', send: () => new PrivateSender().send() });
    const nested = failover([new PrivateSender()], { name: 'nested' });
    for (const sender of [new PrivateSender(), frozen, nested]) {
      const { health, observed } = observe(sender);
      expect((await observed.send(message)).kind).to.equal('sent');
      expect(health.current.state).to.equal('ok');
      expect(observed.name).to.equal(sender.name);
      expect('report' in observed).to.equal('report' in sender);
      expect(observed).to.be.instanceOf(sender.constructor);
      await observed.ready?.();
    }
  });

  it('fails if it throws what it must not', async () => {
    const { health, observed } = observe({ name: 'bad', send: () => Promise.reject(new Error('expected')) });
    expect(await observed.send(message).catch(String)).to.equal('Error: expected');
    expect(health.current.state).to.equal('failing');
  });
});
