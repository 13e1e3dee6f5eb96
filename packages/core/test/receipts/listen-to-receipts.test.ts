import type { DeliveryReceipt, SmsSender, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { HeardEvents } from '../events/heard-events.js';
import { createFramework } from '../framework.js';

const receipt: DeliveryReceipt = {
  sender: 'peer',
  messageId: 'to-447400123456-7',
  state: 'undelivered',
  code: '30003',
  to: '+447400123456',
};

/** A framework, and a provider that reports to it. */
function reportedTo(options: Pick<ThreepidOptions, 'onDeliveryReceipt' | 'events'> = {}) {
  let report: (receipt: DeliveryReceipt) => void = () => undefined;
  const sms: SmsSender = {
    name: 'peer',
    send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }),
    onReceipt: (listener) => {
      report = listener;
    },
  };
  const framework = createFramework({ ...options, sms });
  return {
    ...framework,
    report: (one: DeliveryReceipt) => {
      report(one);
    },
  };
}

describe('a delivery receipt', () => {
  it('goes through the sender that combines others, also if one of those is a channel of its own', () => {
    let report: (receipt: DeliveryReceipt) => void = () => undefined;
    const learnt: DeliveryReceipt[] = [];
    const send: SmsSender['send'] = () => Promise.resolve({ kind: 'sent', messageId: 'x' });
    const voice: SmsSender = { name: 'voice', send, onReceipt: (listener) => void (report = listener) };
    const sms: SmsSender = {
      name: 'combined',
      send,
      onReceipt: (listener) =>
        voice.onReceipt?.((one) => {
          learnt.push(one);
          listener(one);
        }),
    };
    const { log } = createFramework({ sms, channels: { voice } });
    report(receipt);
    expect([learnt.length, log.length]).to.deep.equal([1, 1]);
  });

  it('is logged by its state, without the number', () => {
    const { report, log } = reportedTo();
    for (const state of ['under-way', 'delivered', 'undelivered'] as const) report({ ...receipt, state });
    expect(log.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
      'debug: delivery receipt',
      'info: delivery receipt',
      'warn: delivery receipt',
    ]);
    expect(log[2]?.fields).to.deep.equal({
      sender: 'peer',
      messageId: 'to-+44********56-7',
      state: 'undelivered',
      code: '30003',
      msisdn: '+44********56',
    });
  });

  it('is logged without what it has not, and without what could be anything', () => {
    const { report, log } = reportedTo();
    report({ sender: 'peer', messageId: 'SM1', state: 'delivered' });
    report({ ...receipt, messageId: 'a\nb', code: '447400 said: "your code is 482915"' });
    expect(log.map(({ fields }) => fields)).to.deep.equal([
      { sender: 'peer', messageId: 'SM1', state: 'delivered' },
      {
        sender: 'peer',
        messageId: '[unreadable]',
        state: 'undelivered',
        code: '[unreadable]',
        msisdn: '+44********56',
      },
    ]);
    report({ ...receipt, code: 'error 30003' });
    expect(log.at(-1)?.fields).to.include({ code: '[unreadable]' });
  });

  it('is of the country of its number in events, if it names one', () => {
    const heard = new HeardEvents();
    const { report } = reportedTo({ events: heard });
    report(receipt);
    report({ sender: 'peer', messageId: 'SM1', state: 'delivered' });
    expect(heard.of('delivered').map(({ country }) => country)).to.deep.equal(['GB', undefined]);
  });

  it('may name a number that is none', () => {
    const [received, heard] = [[] as DeliveryReceipt[], new HeardEvents()];
    const { report } = reportedTo({ onDeliveryReceipt: (one) => void received.push(one), events: heard });
    report({ ...receipt, to: '+1' });
    expect(received).to.have.lengthOf(1);
    expect(heard.of('delivered').map(({ country }) => country)).to.deep.equal([undefined]);
  });

  it('goes to the host', () => {
    const received: DeliveryReceipt[] = [];
    const { report } = reportedTo({ onDeliveryReceipt: (one) => void received.push(one) });
    report(receipt);
    expect(received).to.deep.equal([receipt]);
  });

  it('counts once, however often it is repeated', () => {
    const received: DeliveryReceipt[] = [];
    const { report, log } = reportedTo({ onDeliveryReceipt: (one) => void received.push(one) });
    for (let count = 0; count < 100; count += 1) report(receipt);
    expect([received.length, log.length]).to.deep.equal([1, 1]);
    for (let id = 1; id < 1_000; id += 1) report({ ...receipt, messageId: String(id) });
    report(receipt);
    expect(received, 'one of the last 1,000').to.have.length(1_000);
    report({ ...receipt, messageId: 'one more' });
    report(receipt);
    expect(received).to.have.length(1_002);
  });

  it('never fails for its sender', async () => {
    const throwing = reportedTo({
      onDeliveryReceipt: () => {
        throw new Error(receipt.to);
      },
    });
    const rejecting = reportedTo({ onDeliveryReceipt: () => Promise.reject(new Error(receipt.to)) });
    const malformed = reportedTo();
    throwing.report(receipt);
    rejecting.report(receipt);
    malformed.report({ state: 'perhaps' } as unknown as DeliveryReceipt);
    await Promise.resolve();
    await Promise.resolve();
    for (const { log } of [throwing, rejecting, malformed]) {
      expect(log.at(-1)).to.include({ level: 'error', message: 'a delivery receipt could not be used' });
      expect(log.at(-1)?.fields['err']).to.have.property('type');
      expect(JSON.stringify(log)).not.to.contain('447400123456');
    }
  });
});
