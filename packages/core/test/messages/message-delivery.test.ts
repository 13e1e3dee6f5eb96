import type { MessageTemplates, SmsResult, ThreepidEvent } from '@threepid/core';
import { expect } from 'chai';
import { noCountry } from '../../dist/domain/phone-number.js';
import { MessageEvents } from '../../dist/events/message-events.js';
import { RaisedEvents } from '../../dist/events/raised-events.js';
import { spendingRulesOf } from '../../dist/guard/spending-rules.js';
import { isCertainlyUnsent, MessageDelivery, type Delivery } from '../../dist/messages/message-delivery.js';
import { Reservations } from '../../dist/spending/reservations.js';
import { mobile as number } from '../code-request.js';
import { RecordingSmsSender, recordingLogger, TestClock, type LogLine } from '../framework.js';

const masked = '+44********56';

/** The last steps of a message, whose parts a test can reach. */
class Delivering {
  readonly log: LogLine[] = [];
  readonly clock = new TestClock();
  readonly sms = new RecordingSmsSender();
  readonly voice = new RecordingSmsSender();
  readonly testSms = new RecordingSmsSender();
  readonly asked: unknown[] = [];
  private readonly reservations = new Reservations(undefined, spendingRulesOf({}), recordingLogger(this.log));
  private readonly delivery: MessageDelivery;

  constructor(templates: Partial<MessageTemplates> = {}) {
    const text = (context: unknown) => {
      this.asked.push(context);
      return 'a text';
    };
    this.delivery = new MessageDelivery(
      { sms: this.sms, voice: this.voice },
      this.testSms,
      this.reservations,
      { text, ...templates },
      this.clock,
      recordingLogger(this.log),
    );
  }

  async send(change: Partial<Delivery> = {}): Promise<SmsResult> {
    const country = change.number?.country ?? (change.number === undefined ? 'GB' : undefined);
    const reserved = await this.reservations.reserve({ country, now: this.clock.now() });
    if (reserved.kind === 'short') throw new Error('no money');
    return this.delivery.send({
      number,
      test: undefined,
      purpose: 'verify',
      code: '012345',
      locales: ['fr'],
      reservation: reserved.reservation,
      ...change,
    });
  }
}

describe('what a sender gets of a message', () => {
  it('is all that it needs, and a key of its own', async () => {
    const delivering = new Delivering();
    for (let count = 0; count < 2; count += 1) await delivering.send({ expiresAt: 1_234 });
    const [first, second] = delivering.sms.messages;
    const { idempotencyKey } = first ?? {};
    expect(idempotencyKey).to.match(/^[0-9a-f-]{36}$/);
    expect(second?.idempotencyKey).not.to.equal(idempotencyKey);
    expect(first).to.deep.equal({
      to: '+447400123456',
      country: 'GB',
      text: 'a text',
      locale: undefined,
      brand: undefined,
      purpose: 'verify',
      idempotencyKey,
      code: '012345',
      expiresAt: 1_234,
      isJudged: false,
      previous: undefined,
      requestId: undefined,
    });
    expect(delivering.asked[0]).to.deep.equal({ purpose: 'verify', code: '012345', locales: ['fr'] });
  });

  it('is who asked, the message before, and the wording, if they are known', async () => {
    const delivering = new Delivering({ wording: () => ({ locale: 'fr', brand: 'Brand' }) });
    const previous = { sender: 'another' };
    await delivering.send({ isJudged: true, previous, record: { id: 'the-request' } });
    expect(delivering.sms.messages[0]).to.deep.include({
      isJudged: true,
      previous,
      requestId: 'the-request',
      locale: 'fr',
      brand: 'Brand',
    });
  });

  it('is the text of another product as it is', async () => {
    const delivering = new Delivering();
    await delivering.send({ text: 'theirs' });
    const [message] = delivering.sms.messages;
    expect(message).to.include({ text: 'theirs', code: '012345' });
    expect(message).not.to.have.any.keys('locale', 'brand');
    expect(delivering.asked).to.deep.equal([]);
  });

  it('is no code for another purpose, which goes by SMS', async () => {
    const delivering = new Delivering();
    await delivering.send({ purpose: 'in-use', channel: 'voice', expiresAt: 1_234 });
    expect(delivering.voice.messages).to.deep.equal([]);
    expect(delivering.sms.messages[0]).not.to.have.any.keys('code', 'expiresAt');
    expect(delivering.asked).to.deep.equal([{ purpose: 'in-use', code: undefined, locales: ['fr'] }]);
  });

  it('goes to the sender of its channel, to that of SMS where there is none, and to that of test numbers', async () => {
    const delivering = new Delivering();
    await delivering.send({ channel: 'voice' });
    await delivering.send({ channel: 'whatsapp' });
    await delivering.send({ test: { kind: 'fiction' }, channel: 'voice', reservation: undefined });
    const { sms, voice, testSms } = delivering;
    expect([sms, voice, testSms].map(({ messages }) => messages.length)).to.deep.equal([1, 1, 1]);
  });
});

/** The events of a message, and what is raised of them. */
function hear({ clock }: Delivering) {
  const raised: ThreepidEvent[] = [];
  const events = new RaisedEvents({ on: (event) => void raised.push(event) }, clock, recordingLogger([]));
  return { raised, events: new MessageEvents(events, { number }) };
}

describe('the events of a message', () => {
  it('say whether it was the first of its session', async () => {
    const delivering = new Delivering();
    const [first, other] = [hear(delivering), hear(delivering)];
    await delivering.send({ isFirst: true, events: first.events });
    await delivering.send({ events: other.events });
    const told = [first, other].map(({ raised }) => raised.find(({ kind }) => kind === 'sent'));
    expect(told[0]).to.include({ isFirst: true, provider: 'recording', durationMs: 0 });
    expect(told[1]).to.include({ isFirst: false });
  });
});

describe('a message that cannot be sent', () => {
  for (const [what, change, sentence] of [
    ['a notice without a text', { purpose: 'notice' }, 'threepid: a notice needs a text'],
    [
      'one without a reservation',
      { reservation: undefined },
      'threepid: a message needs a reservation of its own, and had none',
    ],
  ] as const)
    it(`is refused, and the log says why: ${what}`, async () => {
      const delivering = new Delivering();
      const result = await delivering.send(change);
      expect(result).to.have.property('kind', 'refused');
      expect(result).to.have.nested.property('cause.message', sentence);
      expect(delivering.sms.messages).to.deep.equal([]);
    });

  it('is refused if its test sender refuses it, which costs nothing', async () => {
    const delivering = new Delivering();
    const result: SmsResult = { kind: 'refused', cause: new Error('no file') };
    delivering.testSms.answer = () => Promise.resolve(result);
    expect(await delivering.send({ test: { kind: 'fiction' }, reservation: undefined })).to.equal(result);
  });

  it('is an event too if it had no reservation', async () => {
    const delivering = new Delivering();
    const { events, raised } = hear(delivering);
    const result = await delivering.send({ reservation: undefined, events });
    expect(result).to.have.property('kind', 'refused');
    expect(raised.map(({ kind }) => kind)).to.deep.equal(['requested', 'failed']);
  });

  it('is refused if the templates throw', async () => {
    const cause = new Error('no text');
    const text = () => {
      throw cause;
    };
    expect(await new Delivering({ text }).send()).to.deep.equal({ kind: 'refused', cause });
  });

  it('counts as perhaps sent if its sender answers no result, throws or hangs', async () => {
    const delivering = new Delivering();
    delivering.sms.answer = () => Promise.resolve('sent' as unknown as SmsResult);
    const strange = await delivering.send();
    expect(strange).to.include({ kind: 'unavailable', taken: 'unknown' });
    expect(strange).to.have.nested.property(
      'cause.message',
      "the sender must answer a result, such as { kind: 'sent', messageId }",
    );
    const cause = new Error('reset');
    delivering.sms.answer = () => Promise.reject(cause);
    expect(await delivering.send()).to.deep.equal({ kind: 'unavailable', taken: 'unknown', cause });
    delivering.sms.answer = () => new Promise(() => undefined);
    const hanging = delivering.send();
    await new Promise((resolve) => setImmediate(resolve));
    delivering.clock.advance(80_000);
    expect(await hanging).to.have.nested.property(
      'cause.message',
      'the sender did not answer within 80 seconds; give it a time-out of its own, of some 10',
    );
    expect(delivering.clock.waiting).to.equal(0);
  });
});

describe('the line in the log about a message', () => {
  const line = { msisdn: masked, country: 'GB', purpose: 'verify', sender: 'recording', result: 'sent' };

  it('says what was sent, by whom', async () => {
    const delivering = new Delivering();
    await delivering.send({ record: { id: 'the-request' } });
    delivering.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'm012345', sender: 'second' });
    await delivering.send();
    await delivering.send({ channel: 'voice', number: { ...number, country: undefined } });
    await delivering.send({ channel: 'voice', purpose: 'in-use' });
    expect(delivering.log).to.deep.equal([
      {
        level: 'info',
        fields: { requestId: 'the-request', ...line, messageId: 'id' },
        message: 'message sent',
      },
      {
        level: 'info',
        fields: { ...line, messageId: 'm[digits]', provider: 'second' },
        message: 'message sent',
      },
      {
        level: 'info',
        fields: { ...line, country: noCountry, channel: 'voice', messageId: 'id' },
        message: 'message sent',
      },
      {
        level: 'info',
        fields: {
          ...line,
          purpose: 'in-use',
          sender: 'recording',
          messageId: 'm[digits]',
          provider: 'second',
        },
        message: 'message sent',
      },
    ]);
  });

  it('says why nothing was sent', async () => {
    const delivering = new Delivering();
    const err = new Error('no credit');
    delivering.sms.answer = () => Promise.resolve({ kind: 'refused', cause: err });
    await delivering.send();
    expect(delivering.log).to.deep.equal([
      { level: 'error', fields: { ...line, result: 'refused', err }, message: 'message not sent' },
    ]);
  });
});

describe('a result', () => {
  it('says whether the message was certainly not sent', () => {
    const cause = undefined;
    expect(isCertainlyUnsent({ kind: 'refused', cause })).to.equal(true);
    expect(isCertainlyUnsent({ kind: 'unavailable', taken: 'no', cause })).to.equal(true);
    expect(isCertainlyUnsent({ kind: 'unavailable', taken: 'unknown', cause })).to.equal(false);
    expect(isCertainlyUnsent({ kind: 'rejected-destination', cause })).to.equal(false);
    expect(isCertainlyUnsent({ kind: 'sent', messageId: 'id' })).to.equal(false);
  });
});
