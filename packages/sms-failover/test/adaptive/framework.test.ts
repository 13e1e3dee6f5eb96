import { createThreepid, type SmsMessage, type SmsSender, type Threepid } from '@threepid/core';
import { failover } from '@threepid/sms-failover';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { noExploration, TrafficClock } from './traffic.js';

const secret = 'a secret of this test, long enough';
const clientSecret = 'a.client.secret';

/** A sender that keeps its messages, all of which arrive. */
class KeepingSender implements SmsSender {
  readonly messages: SmsMessage[] = [];

  constructor(readonly name: string) {}

  send(message: SmsMessage) {
    this.messages.push(message);
    return Promise.resolve({ kind: 'sent', messageId: String(this.messages.length) } as const);
  }
}

describe('adaptive failover within the framework', () => {
  const clock = new TrafficClock(Date.now());
  const storage = new MemorySessionStorage({ clock });
  const [lossy, sound] = [new KeepingSender('lossy'), new KeepingSender('sound')];
  /** A process: its failover knows what the storage knows. */
  const process = (): Threepid => {
    const adaptive = { storage: storage.routes };
    const sms = failover([lossy, sound], { adaptive, clock, random: noExploration });
    return createThreepid({ secret, storage, sms, clock, production: true, guard: { mode: 'off' } });
  };
  const [asking, judging] = [process(), process()];

  const ask = async (number: number, sendAttempt = 1): Promise<string> => {
    const phoneNumber = `+44740${String(number).padStart(3, '0')}1234`;
    return (await asking.requestToken({ clientSecret, country: '', phoneNumber, sendAttempt })).sid;
  };

  it('moves to the sender whose codes people submit, to whichever process they do', async () => {
    for (let number = 1; number <= 6; number += 1) {
      let sid = await ask(number);
      clock.pass(30_000);
      if (lossy.messages.at(-1)?.to.includes(`40${String(number).padStart(3, '0')}1234`) === true)
        sid = await ask(number, 2);
      const message = sound.messages.at(-1);
      expect(message?.to, 'who asks again gets it from the other sender').to.include(
        `40${String(number).padStart(3, '0')}1234`,
      );
      await judging.submitToken({ sid, clientSecret, token: message?.code ?? '' });
      await setImmediate();
      await setImmediate();
    }
    expect(lossy.messages.length).to.be.within(1, 2);
    const { counted, routes } = await storage.routes.count({ country: 'GB', counts: [], now: clock.now() });
    const verified = routes.flatMap(({ sender, cohorts }) =>
      cohorts.map((cohort) => [sender, cohort.sent, cohort.verified, cohort.failed]),
    );
    expect(counted).to.equal(6);
    expect(
      verified
        .filter(([sender]) => sender === 'lossy')
        .every(([, sent, good, bad]) => good === 0 && sent === bad),
    ).to.equal(true);
    expect(
      verified.filter(([sender]) => sender === 'sound').every(([, sent, good]) => sent === good),
    ).to.equal(true);
  });
});
