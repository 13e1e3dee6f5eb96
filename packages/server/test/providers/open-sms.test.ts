import type { SmsMessage, SmsSender } from '@threepid/core';
import { MemoryRouteStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { openSms, SettingsError, type SmsSettings } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { smsPrices } from '../../dist/settings/parsers/sms-prices.js';
import { withoutConnection } from '../../dist/providers/provider.js';

const logger = createLogger('silent');

const sender = (name: string): SmsSender => ({
  name,
  send: () => Promise.resolve({ kind: 'sent', messageId: '1' }),
});

function settings(change: Partial<SmsSettings> = {}): SmsSettings {
  const providers = ['first', 'second'].map((name) => ({
    name,
    isForDevelopment: false,
    settings: [],
    errors: [],
    check: () => Promise.resolve([]),
    open: () => Promise.resolve(withoutConnection(sender(name))),
  }));
  const rest = { onUnknown: 'stop', smsCallbacks: 'off', publicUrl: undefined } as const;
  return { providers, ...rest, routing: 'adaptive', ...change };
}

function message(index: number): SmsMessage {
  const to = `+447400${String(index).padStart(2, '0')}0000`;
  const idempotencyKey = String(index);
  return { to, country: 'GB', text: '', purpose: 'verify', idempotencyKey, isJudged: true };
}

describe('several providers', () => {
  it('routed by results share what they know by the storage', async () => {
    const routes = new MemoryRouteStorage();
    const told = await openSms(settings(), logger, routes);
    for (let index = 0; index < 6; index += 1) {
      const result = await told.sender.send(message(index));
      if (result.kind !== 'sent') throw new Error('not sent');
      const { messageId, note, sender: name = '' } = result;
      const sentAt = Date.now();
      const report = { messageId, note, sender: name, country: 'GB', isFirst: true, sentAt };
      await told.sender.report?.({ ...report, outcome: name === 'first' ? 'resent' : 'verified' });
    }
    await new Promise((resolve) => setImmediate(resolve));
    const another = await openSms(settings(), logger, routes);
    const notJudged = { ...message(7), isJudged: false };
    expect(await another.sender.send(notJudged)).to.include({ sender: 'second' });
    const ordered = await openSms(settings({ routing: 'ordered' }), logger, routes);
    expect(await ordered.sender.send(notJudged)).to.include({ sender: 'first' });
  });

  it('with a price of a provider that is not there do not start', async () => {
    const wrong = { prices: { thrid: { GB: 0.04 } }, worth: 1 };
    const error: unknown = await openSms(settings({ smsPrices: wrong }), logger).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(SettingsError);
    expect(String(error)).to.include('THREEPID_SMS_PRICES: there is no provider thrid, only first, second');
  });

  it('have prices by their names and countries', () => {
    const given = 'console.GB=0.04,console.default=0.05,my-own.default=0,worth=0.5';
    const prices = { console: { GB: 0.04, default: 0.05 }, 'my-own': { default: 0 } };
    expect(smsPrices(given)).to.deep.equal({ prices, worth: 0.5 });
  });
});
