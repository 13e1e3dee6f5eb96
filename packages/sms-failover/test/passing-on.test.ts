import { expect } from 'chai';
import type { DeliveryReceipt, MessageReport, ProviderCallback, SmsSender } from '@threepid/core';
import { failover } from '@threepid/sms-failover';
import { scripted } from './scripted-sender.js';

const report: MessageReport = {
  messageId: 'id-1',
  sender: 'b',
  country: 'GB',
  isFirst: true,
  sentAt: 1_000_000,
  outcome: 'verified',
  code: '482915',
};

/** A sender that keeps the reports it gets. */
class ReportedSender implements SmsSender {
  readonly reports: MessageReport[] = [];
  readonly callbacks: readonly ProviderCallback[];
  listener: ((receipt: DeliveryReceipt) => void) | undefined;

  constructor(readonly name: string) {
    this.callbacks = [{ name, methods: ['POST'], handle: () => ({ status: 204 }) }];
  }

  send() {
    return Promise.resolve({ kind: 'sent', messageId: 'id-1' } as const);
  }

  report(one: MessageReport): Promise<void> {
    this.reports.push(one);
    return Promise.resolve();
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.listener = listener;
  }

  originFor(country: string) {
    return country === 'US' ? undefined : { from: this.name };
  }
}

const reported = (name: string): ReportedSender => new ReportedSender(name);

describe('failover passes on', () => {
  it('a report to the sender that sent, also within another failover', async () => {
    const [a, b, c] = [reported('a'), reported('b'), reported('c')];
    const nested = failover([failover([a, b], { name: 'inner' }), c]);
    await nested.report?.(report);
    await nested.report?.({ ...report, sender: 'c' });
    await nested.report?.({ ...report, sender: 'of yesterday' });
    expect([a, b, c].map(({ reports }) => reports.map(({ sender }) => sender))).to.deep.equal([
      [],
      ['b'],
      ['c'],
    ]);
  });

  it('no report if none of its senders wants one', () => {
    const mute = failover([scripted('b')], { name: 'inner' });
    expect(failover([scripted('a'), mute])).not.to.have.property('report');
    expect(failover([scripted('a'), reported('b')])).to.have.property('report');
  });

  it('the error of a report', async () => {
    const failing = Object.assign(reported('b'), { report: () => Promise.reject(new Error('down')) });
    const error: unknown = await failover([failing])
      .report?.(report)
      .catch((cause: unknown) => cause);
    expect(error).to.have.property('message', 'down');
  });

  it('the receipts of all senders, those of prefixes too', () => {
    const [a, b, c] = [reported('a'), reported('b'), reported('c')];
    const heard: string[] = [];
    failover([a, scripted('mute'), failover([b], { name: 'inner' })], {
      prefixes: { '+49': [c] },
    }).onReceipt?.(({ sender }) => void heard.push(sender));
    for (const { name, listener } of [a, b, c])
      listener?.({ sender: name, messageId: '1', state: 'delivered' });
    expect(heard).to.deep.equal(['a', 'b', 'c']);
  });

  it('each callback once', () => {
    const [a, b] = [reported('a'), reported('b')];
    const both = failover([a, failover([a, b], { name: 'inner' })], { prefixes: { '+49': [b] } });
    expect(both.callbacks?.map(({ name }) => name)).to.deep.equal(['a', 'b']);
    expect(failover([scripted('mute')]).callbacks).to.deep.equal([]);
  });

  it('the origin of the first sender for a country that knows it', () => {
    const both = failover([scripted('mute'), reported('a')], {
      prefixes: {
        '+49': [
          { sender: reported('b'), weight: 0 },
          { sender: reported('c'), weight: 1 },
        ],
      },
    });
    expect(['GB', 'DE', 'US', 'XX'].map((country) => both.originFor?.(country)?.from)).to.deep.equal([
      'a',
      'b',
      undefined,
      'a',
    ]);
  });
});
