import {
  StorageUnavailableError,
  type OpenSession,
  type SmsResult,
  type ThreepidEvent,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf, sentenceOf, type TestFramework } from '../framework.js';

const hour = 3_600_000;
const delivery = { phoneNumber: '+447400123456', code: '561166', id: 'one' };

describe('DeliverMessage', () => {
  let framework: TestFramework;
  const deliver = (given: object = {}) => framework.threepid.deliverMessage({ ...delivery, ...given });
  const outcomeOf = (given: object = {}) => errcodeOf(deliver(given));
  const sent = () => framework.sms.messages;
  /** A number of one block of 10,000, and an id of its own. */
  const inBlock = (index: number, block = '44740012') => ({
    phoneNumber: `+${block}${String(index).padStart(4, '0')}`,
    id: `${block}-${String(index)}`,
  });

  beforeEach(() => {
    framework = createFramework({ guard: { mode: 'enforce' } });
  });

  it("writes a text of ours around the product's code, in the person's language", async () => {
    await deliver({ locales: ['de-AT'] });
    await deliver({ id: 'two', code: 'A7K2-99QX', locales: ['en'] });
    const [german, english] = sent();
    expect(german).to.deep.include({ to: '+447400123456', country: 'GB', purpose: 'verify' });
    expect(german?.text)
      .to.match(/561166/)
      .and.to.match(/Code/);
    expect(english?.text).to.match(/A7K2-99QX/);
  });

  it("sends the product's own text as it is, and calls one without a code a notice", async () => {
    await deliver({ text: ' Your Example code: 561166\r\n@example.org #561166\n' });
    await deliver({ id: 'two', code: undefined, text: 'Your address was changed.' });
    expect(sent().map(({ text, purpose }) => [text, purpose])).to.deep.equal([
      ['Your Example code: 561166\n@example.org #561166', 'verify'],
      ['Your address was changed.', 'notice'],
    ]);
  });

  it('is one message for all calls of one number and id, at once and later, in two processes', async () => {
    const other = createFramework({ storage: framework.storage });
    const calls = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? framework : other));
    await Promise.all(calls.map(({ threepid }) => threepid.deliverMessage(delivery)));
    framework.clock.advance(hour);
    await deliver();
    expect(sent().length + other.sms.messages.length).to.equal(1);
    await deliver({ id: 'two' });
    await deliver({ phoneNumber: '+447400123457' });
    expect(sent().length + other.sms.messages.length).to.equal(3);
  });

  it('answers a repeated call even when every limit is used up', async () => {
    const ids = ['one', 'two', 'three', 'four', 'five'];
    for (const id of ids) await deliver({ id });
    expect(await outcomeOf({ id: 'six' })).to.equal('M_LIMIT_EXCEEDED');
    for (const id of ids) expect(await outcomeOf({ id })).to.equal('none');
    expect(sent()).to.have.length(5);
  });

  it('answers a repeated call, and raises no event for it, when its block of numbers has none left', async () => {
    const limits = { deliveries: { perBlock: [{ messages: 1, windowMs: hour }] } };
    for (const isHeard of [false, true]) {
      const kinds: string[] = [];
      const events = ({ kind }: ThreepidEvent) => void kinds.push(kind);
      framework = createFramework({ limits, ...(isHeard && { events }) });
      await deliver();
      await deliver();
      expect(await sentenceOf(deliver({ id: 'two' }))).to.equal('Too many messages; try again later');
      expect(sent()).to.have.length(1);
      expect(kinds).to.deep.equal(isHeard ? ['requested', 'sent', 'requested', 'refused'] : []);
    }
  });

  it('charges a call only once that waits for an equal one', async () => {
    framework = createFramework({ limits: { deliveries: { perBlock: [{ messages: 2, windowMs: hour }] } } });
    await Promise.all([deliver(), deliver(), deliver()].map((call) => call.catch(() => undefined)));
    expect(await outcomeOf(inBlock(1, '44740012'))).to.equal('none');
    expect(await outcomeOf(inBlock(2, '44740012'))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('gives everything back if the provider fails, and sends with the same id then', async () => {
    const failed: SmsResult = { kind: 'refused', cause: new Error('no credit') };
    framework.sms.answer = () => Promise.resolve(failed);
    for (let count = 0; count < 50; count += 1) expect(await outcomeOf()).to.equal('M_SEND_ERROR');
    framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
    expect(await outcomeOf()).to.equal('none');
    expect(await outcomeOf()).to.equal('none');
    expect(sent()).to.have.length(51);
  });

  it("keeps the number's rules: existing mobile numbers of served countries, five in ten minutes", async () => {
    framework = createFramework({ destinations: { deny: ['TJ'] } });
    expect(await outcomeOf({ phoneNumber: '07400123456' })).to.equal('M_INVALID_ADDRESS');
    expect(await outcomeOf({ phoneNumber: '+442071838750' })).to.equal('M_DESTINATION_REJECTED');
    expect(await outcomeOf({ phoneNumber: '+992917123456' })).to.equal('M_DESTINATION_REJECTED');
    expect(sent()).to.have.length(0);
  });

  it('counts the messages of a number together with those of its own verifications', async () => {
    for (const id of ['one', 'two', 'three', 'four', 'five']) await deliver({ id });
    const request = { clientSecret: 'monkeys', country: '', phoneNumber: '+447400123456', sendAttempt: 1 };
    expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('refuses no honest people although nobody reports their verifications', async () => {
    // 120 people of one country in an hour, from 3 carriers' addresses: the guard's balances allow for some 20.
    for (let person = 0; person < 120; person += 1) {
      const block = `447400${String(person % 50).padStart(2, '0')}`;
      const clientAddress = `203.0.113.${String(person % 3)}`;
      expect(await outcomeOf({ ...inBlock(person, block), clientAddress })).to.equal('none');
      framework.clock.advance(30_000);
    }
  });

  it('sends at most 40 messages in an hour and 200 in a day to a range that is pumped from everywhere', async () => {
    const pump = async (index: number) => {
      await outcomeOf({ ...inBlock(index), clientAddress: `198.18.${String(index)}.1` });
      framework.clock.advance(240_000);
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => outcomeOf(inBlock(9_000 + index))));
    expect(sent()).to.have.length(40);
    framework.clock.advance(hour);
    for (let index = 0; index < 200; index += 1) await pump(index);
    expect(sent()).to.have.length(200);
  });

  it('leaves messages of a number to others when one address has used up its share', async () => {
    const clientAddress = '203.0.113.7';
    for (const id of ['one', 'two', 'three']) await deliver({ id, clientAddress });
    expect(await outcomeOf({ id: 'four', clientAddress })).to.equal('M_LIMIT_EXCEEDED');
    expect(await outcomeOf({ id: 'four', clientAddress: '203.0.113.8' })).to.equal('none');
  });

  it('limits an address, apart from what it verifies here', async () => {
    const clientAddress = '203.0.113.7';
    const blockOf = (index: number) => `447400${String(index).padStart(2, '0')}`;
    for (let index = 0; index < 60; index += 1)
      await deliver({ ...inBlock(index, blockOf(index)), clientAddress });
    expect(await outcomeOf({ ...inBlock(0, blockOf(70)), clientAddress })).to.equal('M_LIMIT_EXCEEDED');
    const request = { clientSecret: 'monkeys', country: '', phoneNumber: '+447400990000', sendAttempt: 1 };
    expect(await errcodeOf(framework.threepid.requestToken({ ...request, clientAddress }))).to.equal('none');
  });

  it('stops at a budget, and counts what it has cost', async () => {
    framework = createFramework({ guard: { mode: 'off', prices: { GB: 0.5 }, budgets: { day: 1 } } });
    for (const index of [1, 2]) await deliver(inBlock(index));
    expect(await outcomeOf(inBlock(3))).to.equal('M_LIMIT_EXCEEDED');
    const { today } = await framework.threepid.guard.spent();
    expect([today.money, today.messages]).to.deep.equal([1, 2]);
  });

  it("takes each segment of a product's text from the budget, and none twice", async () => {
    framework = createFramework({ guard: { prices: { GB: 1, default: 1 }, budgets: { day: 4 } } });
    const text = `${'x'.repeat(150)} 561166 ${'y'.repeat(10)}`;
    await deliver({ ...inBlock(1), text });
    framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
    expect(await outcomeOf({ ...inBlock(2), text })).to.equal('M_SEND_ERROR');
    framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
    expect(await outcomeOf({ ...inBlock(3), text: text.repeat(2) })).to.equal('M_LIMIT_EXCEEDED');
    expect(await outcomeOf({ ...inBlock(4), text })).to.equal('none');
    expect(await outcomeOf(inBlock(5))).to.equal('M_LIMIT_EXCEEDED');
    const { today } = await framework.threepid.guard.spent();
    expect([today.money, today.messages]).to.deep.equal([4, 2]);
  });

  for (const [whose, limits] of Object.entries({
    verifications: { deliveries: { perNumber: [{ messages: 9, windowMs: 1_000 }] } },
    deliveries: { perNumber: [{ messages: 9, windowMs: 1_000 }] },
    'either, without limits on the other': { deliveries: { perNumber: [] } },
  }))
    it(`keeps the day's count of a number for ${whose}, whose limits are longer`, async () => {
      framework = createFramework({ limits });
      const request = { country: '', phoneNumber: '+447400123456', sendAttempt: 1 };
      const verify = (clientSecret: string) =>
        errcodeOf(framework.threepid.requestToken({ ...request, clientSecret }));
      const [short, long] =
        whose === 'deliveries'
          ? [verify, (id: string) => outcomeOf({ id })]
          : [(id: string) => outcomeOf({ id }), verify];
      for (let count = 0; count < 20; count += 1) {
        expect(await short(String(count))).to.equal('none');
        framework.clock.advance(hour / 2);
      }
      expect(await long('another')).to.equal('M_LIMIT_EXCEEDED');
    });

  it('sends nothing to configured test numbers, whose code is known', async () => {
    const until = framework.clock.now() + hour;
    framework = createFramework({
      testNumbers: [{ number: '+447400123456', code: '123456', until }],
      limits: { deliveries: { perBlock: [{ messages: 1, windowMs: hour }] } },
    });
    for (const id of ['one', 'two', 'three']) expect(await outcomeOf({ id }), 'not counted').to.equal('none');
    expect([...sent(), ...framework.testSms.messages]).to.have.length(0);
  });

  it('asks a policy of the host, and says that nobody will report a verification', async () => {
    const asked: unknown[] = [];
    const judge = (candidate: object) => {
      asked.push(candidate);
      return { kind: 'delay', retryAfterMs: 1_000 } as const;
    };
    framework = createFramework({ sendPolicy: { judge } });
    expect(await outcomeOf()).to.equal('M_LIMIT_EXCEEDED');
    expect(await outcomeOf({ code: undefined, text: 'A notice.' })).to.equal('M_LIMIT_EXCEEDED');
    const message = { msisdn: '447400123456', verifiedElsewhere: true };
    expect(asked).to.have.length(2);
    expect(asked[0]).to.deep.include({ ...message, purpose: 'verify' });
    expect(asked[1]).to.deep.include({ ...message, purpose: 'notice' });
  });

  it('opens a session that no code validates, and stores nothing readable', async () => {
    const opened: OpenSession[] = [];
    class WatchedStorage extends MemorySessionStorage {
      override open(request: OpenSession) {
        opened.push(request);
        return super.open(request);
      }
    }
    framework = createFramework({ storage: new WatchedStorage() });
    await deliver({ text: 'Private words 561166' });
    expect(opened.map(({ decoy }) => decoy)).to.deep.equal([true]);
    expect(JSON.stringify(opened)).not.to.match(/561166|7400123456|Private|delivery/);
  });

  it('forgets a number with what was delivered to it', async () => {
    const clientAddress = '203.0.113.7';
    for (const id of ['one', 'two', 'three']) await deliver({ id, clientAddress });
    await framework.threepid.forget('+447400123456');
    for (const id of ['one', 'four', 'five']) expect(await outcomeOf({ id, clientAddress })).to.equal('none');
    expect(sent()).to.have.length(6);
  });

  it('logs neither the number nor the code', async () => {
    framework.sms.answer = ({ to }) => Promise.resolve({ kind: 'sent', messageId: `${to}-561166` });
    await deliver({ text: 'Your code: 561166' });
    expect(JSON.stringify(framework.log))
      .to.match(/message sent/)
      .and.not.to.match(/561166|7400123456/);
  });

  it('sends nothing while the storage is down', async () => {
    class BrokenStorage extends MemorySessionStorage {
      override spend(): never {
        throw new StorageUnavailableError('redis: down');
      }
    }
    framework = createFramework({ storage: new BrokenStorage() });
    expect(await deliver().catch((error: unknown) => error)).to.be.instanceOf(StorageUnavailableError);
    expect(sent()).to.have.length(0);
  });

  for (const [name, content] of Object.entries({
    'without a code or a text': { code: undefined },
    'with a code that is a sentence': { code: 'call this number' },
    'with an empty text': { text: ' \n' },
    'with a text of 1,001 characters': { text: 'x'.repeat(1_001) },
    'with a text that has control characters': { text: 'one\u0000two' },
  }))
    it(`refuses a message ${name}`, async () => {
      expect(await outcomeOf(content)).to.equal('M_INVALID_PARAM');
      expect(sent()).to.have.length(0);
    });

  it('has no limits with limits: false', async () => {
    framework = createFramework({ limits: false });
    for (let index = 0; index < 250; index += 1) expect(await outcomeOf(inBlock(index))).to.equal('none');
  });
});
