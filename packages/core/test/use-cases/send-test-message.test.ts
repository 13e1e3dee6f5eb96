import { OperatorError, type MessageTemplates } from '@threepid/core';
import { expect } from 'chai';
import { createFramework, errcodeOf, RecordingSmsSender, type TestFramework } from '../framework.js';

const number = '+447400123456';
const by = 'ada';
const budgeted = {
  guard: { mode: 'off' as const, prices: { GB: 0.04 }, budgets: { countries: { GB: { day: 0.08 } } } },
};

const spentOf = async ({ threepid }: TestFramework) => (await threepid.guard.spent()).today.money;

describe('a test message', () => {
  it('goes by the real sender, says that it is a test, and is paid for', async () => {
    const framework = createFramework(budgeted);
    await framework.threepid.operator.block({ country: 'GB', by });
    const result = await framework.threepid.operator.sendTest(number, { by, reason: 'new provider' });
    expect(result).to.deep.equal({ kind: 'sent', provider: 'recording', messageId: 'id', durationMs: 0 });
    const [message] = framework.sms.messages;
    expect(message).to.include({ to: number, purpose: 'verify', code: '000000' });
    expect(message?.text).to.match(/^Test: .*000000/);
    expect(await spentOf(framework)).to.equal(0.04);
    expect(framework.log.at(-1)?.fields).to.deep.equal({
      by,
      action: 'send-test',
      target: '+44********56',
      reason: 'new provider',
    });
  });

  it("that isn't sent costs nothing, and has the provider's words", async () => {
    const framework = createFramework(budgeted);
    framework.sms.answer = () =>
      Promise.resolve({ kind: 'refused', cause: new OperatorError('the API key is wrong') });
    const result = await framework.threepid.operator.sendTest(number, { by });
    expect(result).to.include({ kind: 'refused', provider: 'recording', mayBeSent: false });
    expect(result.kind === 'refused' && result.cause.message).to.equal('the API key is wrong');
    expect(await spentOf(framework)).to.equal(0);
  });

  it('says whether it may have been sent all the same', async () => {
    const framework = createFramework(budgeted);
    for (const taken of ['no', 'unknown'] as const) {
      framework.sms.answer = () => Promise.resolve({ kind: 'unavailable', taken, cause: undefined });
      const result = await framework.threepid.operator.sendTest(number, { by });
      expect(result).to.include({ kind: 'unavailable', mayBeSent: taken === 'unknown' });
    }
    framework.sms.answer = () => Promise.resolve({ kind: 'rejected-destination', cause: undefined });
    expect(await framework.threepid.operator.sendTest(number, { by })).to.include({ mayBeSent: false });
    expect(await spentOf(framework), 'what may have been sent, and what no destination took').to.equal(0.08);
  });

  it('says how long its sender took', async () => {
    const framework = createFramework();
    framework.sms.answer = () => {
      framework.clock.advance(1_250);
      return Promise.resolve({ kind: 'sent', messageId: 'id' });
    };
    expect(await framework.threepid.operator.sendTest(number, { by })).to.include({ durationMs: 1_250 });
  });

  it('exceeds no budget', async () => {
    const framework = createFramework(budgeted);
    for (let count = 0; count < 2; count += 1) await framework.threepid.operator.sendTest(number, { by });
    const result = await framework.threepid.operator.sendTest(number, { by });
    expect(result).to.deep.equal({ kind: 'short', budget: 'country.day', retryAfterMs: 86_400_000 });
    expect(framework.sms.messages).to.have.lengthOf(2);
  });

  it('is written by the templates in the language that they have by default', async () => {
    const asked: unknown[] = [];
    const templates: MessageTemplates = { text: (context) => (asked.push(context.locales), 'Your code') };
    const framework = createFramework({ templates });
    asked.length = 0;
    await framework.threepid.operator.sendTest(number, { by });
    expect(asked).to.deep.equal([[]]);
  });

  it('is paid for as long as it is', async () => {
    const framework = createFramework({ ...budgeted, templates: { text: () => 'x'.repeat(200) } });
    await framework.threepid.operator.sendTest(number, { by });
    expect(await spentOf(framework)).to.equal(0.08);
  });

  it('goes by another channel, as that writes it', async () => {
    const whatsapp = new RecordingSmsSender();
    const channels = { whatsapp: { name: 'whatsapp', send: whatsapp.send.bind(whatsapp) } };
    const framework = createFramework({ channels, templates: { text: () => 'Your code: 000000' } });
    const result = await framework.threepid.operator.sendTest(number, { by, channel: 'whatsapp' });
    expect(result).to.include({ provider: 'whatsapp' });
    expect(framework.sms.messages).to.deep.equal([]);
    // Nothing is put before the text, which the channel may not take.
    expect(whatsapp.messages.map(({ text }) => text)).to.deep.equal(['Your code: 000000']);
    expect(await errcodeOf(framework.threepid.operator.sendTest(number, { by, channel: 'voice' }))).to.equal(
      'M_INVALID_PARAM',
    );
  });

  it('to a test number goes to no provider, and costs nothing', async () => {
    const testNumbers = [{ number, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const inbox = new RecordingSmsSender();
    const testSms = { name: 'inbox', send: inbox.send.bind(inbox) };
    const framework = createFramework({ ...budgeted, testNumbers, testSms });
    expect(await framework.threepid.operator.sendTest(number, { by })).to.include({ provider: 'inbox' });
    expect([inbox.messages.length, framework.sms.messages.length]).to.deep.equal([1, 0]);
    expect(await spentOf(framework)).to.equal(0);
  });

  it('to a test number goes also where a budget is used up', async () => {
    const testNumbers = [{ number, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const framework = createFramework({ ...budgeted, testNumbers });
    for (let count = 0; count < 2; count += 1)
      await framework.threepid.operator.sendTest('+447400654321', { by });
    expect(await framework.threepid.operator.sendTest(number, { by })).to.include({ kind: 'sent' });
  });
});

describe('a number that the operator forgets', () => {
  it('is in the log with who has done it', async () => {
    const { threepid, log } = createFramework();
    await threepid.operator.forget(number, { by, reason: 'asked to' });
    expect(log.at(-1)?.fields).to.deep.equal({
      by,
      action: 'forget',
      target: '+44********56',
      reason: 'asked to',
    });
    expect(await errcodeOf(threepid.operator.forget(number, { by: '' }))).to.equal('M_INVALID_PARAM');
    expect(await errcodeOf(threepid.operator.forget('x', { by }))).to.equal('M_INVALID_PARAM');
  });
});
