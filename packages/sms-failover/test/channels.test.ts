import { expect } from 'chai';
import type { MessageChannel, SmsResult, SmsSender } from '@threepid/core';
import { failover, type FailoverOptions } from '@threepid/sms-failover';
import { behaviours, message, messageTo, ScriptedSender, type BehaviourName } from './scripted-sender.js';

/** A sender of a channel. */
class ChannelSender extends ScriptedSender {
  constructor(
    name: string,
    readonly channel: MessageChannel,
    behaviour: BehaviourName = 'leaves it to others',
  ) {
    super(name, behaviours[behaviour]);
  }
}

async function outcomeOf(
  senders: readonly ScriptedSender[],
  options: FailoverOptions = {},
): Promise<[SmsResult, string]> {
  const result = await failover(senders, options).send(message());
  return [result, senders.flatMap(({ name, asked }) => asked.map(() => name)).join(' ')];
}

describe('failover over channels', () => {
  it('goes on to another channel if one has no account for the number', async () => {
    const senders = [new ChannelSender('wa', 'whatsapp'), new ScriptedSender('sms', behaviours.sends)];
    const [result, asked] = await outcomeOf(senders);
    expect(result).to.include({ kind: 'sent', sender: 'sms' });
    expect(asked).to.equal('wa sms');
  });

  it('asks no second sender of that channel', async () => {
    const senders = [
      new ChannelSender('wa-1', 'whatsapp'),
      new ChannelSender('wa-2', 'whatsapp', 'sends'),
      new ChannelSender('tg', 'telegram', 'sends'),
    ];
    expect((await outcomeOf(senders))[1]).to.equal('wa-1 tg');
  });

  it('stops at a number that a channel rejects as such', async () => {
    const senders = [
      new ChannelSender('wa', 'whatsapp', 'rejects the destination'),
      new ScriptedSender('sms', behaviours.sends),
    ];
    const [result, asked] = await outcomeOf(senders);
    expect(result).to.include({ kind: 'rejected-destination' }).and.not.have.property('otherChannels');
    expect(asked).to.equal('wa');
  });

  it('stops if the SMS sender rejects the number that the channels left to it', async () => {
    const senders = [
      new ChannelSender('wa', 'whatsapp'),
      new ScriptedSender('sms', behaviours['rejects the destination']),
      new ChannelSender('voice', 'voice', 'sends'),
    ];
    const [result, asked] = await outcomeOf(senders);
    expect(result).to.include({ kind: 'rejected-destination' }).and.not.have.property('otherChannels');
    expect(asked).to.equal('wa sms');
  });

  it('says that other channels may be tried if each of its own said so, also within another failover', async () => {
    const inner = failover([new ChannelSender('wa', 'whatsapp'), new ChannelSender('tg', 'telegram')], {
      name: 'inner',
    });
    expect(await inner.send(message())).to.include({ kind: 'rejected-destination', otherChannels: true });
    const sms = new ScriptedSender('sms', behaviours.sends);
    expect(await failover([inner, sms]).send(message())).to.include({ kind: 'sent', sender: 'sms' });
  });

  it('has the channel that all its senders have', () => {
    const channelOf = (...senders: readonly SmsSender[]): string => failover(senders).channel ?? 'none';
    const [one, two] = [new ChannelSender('a', 'whatsapp'), new ChannelSender('b', 'whatsapp')];
    expect(channelOf(one, two)).to.equal('whatsapp');
    expect(channelOf(one, new ChannelSender('c', 'voice'))).to.equal('none');
    expect(channelOf(one, new ScriptedSender('sms', behaviours.sends))).to.equal('none');
  });

  it('counts numbers without an account neither against the channel nor as a warning', async () => {
    const warned: unknown[] = [];
    const log = (): void => undefined;
    const logger = { debug: log, info: log, error: log, warn: (...line: unknown[]) => warned.push(line) };
    const senders = [new ChannelSender('wa', 'whatsapp'), new ScriptedSender('sms', behaviours.sends)];
    const sender = failover(senders, { logger, breaker: { failures: 1, share: 0 } });
    for (let index = 0; index < 20; index += 1) await sender.send(messageTo(index));
    expect(sender.status()[0]).to.deep.equal({ sender: 'wa', breaker: 'closed' });
    expect(warned).to.deep.equal([]);
  });
});
