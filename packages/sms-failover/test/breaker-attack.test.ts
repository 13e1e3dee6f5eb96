import { expect } from 'chai';
import { startTwilioPeer, twilioErrorAnswer } from '@threepid/contract-tests/peers';
import type { SmsMessage } from '@threepid/core';
import { failover, type FailoverSender } from '@threepid/sms-failover';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import { behaviours, message, messageTo, scripted, ScriptedSender } from './scripted-sender.js';

/** A number chosen by an attacker, which the providers refuse. */
const hostile = '+447777000000';

/**
 * Answers `refused` for the hostile number, as a provider whose codes are mapped badly would, and sends to all others.
 */
function sensitive(name: string): ScriptedSender {
  return new ScriptedSender(name, (one) =>
    one.to === hostile ? behaviours.refuses(one) : behaviours.sends(one),
  );
}

describe('one request every 10 seconds to a number that the providers refuse', () => {
  let time = 0;
  const clock = { now: () => time };

  beforeEach(() => {
    time = 1_700_000_000_000;
  });

  /** The attack runs for a minute on its own, then alongside honest messages: one of each every 10 seconds. */
  async function attacked(sender: FailoverSender, honest: number): Promise<string[]> {
    const answers: string[] = [];
    for (let step = 0; step < honest + 6; step += 1) {
      await sender.send(message({ to: hostile }));
      time += 5_000;
      if (step >= 6) {
        const result = await sender.send(messageTo(step));
        answers.push(result.kind === 'sent' ? (result.sender ?? '') : result.kind);
      }
      time += 5_000;
    }
    return answers;
  }

  it('stops none of 120 honest messages; each goes through the first provider', async () => {
    const sender = failover([sensitive('a'), sensitive('b')], { clock });
    expect(await attacked(sender, 120)).to.deep.equal(Array(120).fill('a'));
    expect(sender.status().map(({ breaker }) => breaker)).to.deep.equal(['closed', 'closed']);
  });

  it('does not keep a breaker open that an outage opened', async () => {
    const [a, b] = [sensitive('a'), sensitive('b')];
    const working = a.behaviour;
    const sender = failover([a, b], { clock });
    a.behaviour = behaviours['is unavailable'];
    for (let index = 0; index < 5; index += 1) await sender.send(messageTo(10_000 + index));
    expect(sender.status()[0]).to.have.property('breaker', 'open');
    await sender.send(message({ to: hostile }));
    a.behaviour = working;
    expect((await attacked(sender, 12)).slice(-11)).to.deep.equal(Array(11).fill('a'));
  });

  it('stops no message even when it uses enough numbers to open every breaker', async () => {
    const refusing = (name: string): ScriptedSender =>
      new ScriptedSender(name, (one) =>
        one.to.startsWith('+447777') ? behaviours.refuses(one) : behaviours.sends(one),
      );
    const sender = failover([refusing('a'), refusing('b')], { clock });
    for (let index = 0; index < 20; index += 1)
      await sender.send(message({ to: `+447777${String(100_000 + index)}` }));
    expect(sender.status().map(({ breaker }) => breaker)).to.deep.equal(['open', 'open']);
    expect(await sender.send(messageTo(1))).to.include({ kind: 'sent' });
  });
});

describe('a premium number', () => {
  for (const code of [21_268, 21_606, 21_612, 30_450, 39_999]) {
    it(`that Twilio rejects with ${String(code)} is not offered to another provider, and opens no breaker`, async () => {
      const accountSid = `AC${'0'.repeat(32)}`;
      const peer = await startTwilioPeer({ accountSid, username: accountSid, password: 'token' });
      try {
        const twilio = new TwilioSmsSender({
          accountSid,
          authToken: 'token',
          from: '+12065550100',
          baseUrl: peer.url,
        });
        const next = scripted('next');
        const sender = failover([twilio, next], { breaker: { failures: 1 } });
        peer.playAnswer(twilioErrorAnswer(400, code, 'no'), { sent: false });
        const sent: SmsMessage = message({ to: '+447000000000' });
        expect((await sender.send(sent)).kind).to.equal('rejected-destination');
        expect(next.asked).to.deep.equal([]);
        expect(sender.status()[0]).to.have.property('breaker', 'closed');
      } finally {
        await peer.close();
      }
    });
  }
});
