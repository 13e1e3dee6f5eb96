import type { DeliveryReceipt, SmsResult, ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { createFramework, errcodeOf, hold, RecordingSmsSender, type TestFramework } from '../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';
import { HeardEvents } from './heard-events.js';

interface Heard extends TestFramework {
  readonly heard: HeardEvents;
}

const minute = 60_000;
const clientSecret = 'a.secret';
const input = { clientSecret, country: 'GB', phoneNumber: freeNumber, sendAttempt: 1 };

/** Its sender learns what became of its messages, or doesn't. */
class Reporting extends RecordingSmsSender {
  report(): Promise<void> {
    return Promise.resolve();
  }
}

class ReceivingSmsSender extends RecordingSmsSender {
  tell: (receipt: DeliveryReceipt) => void = () => undefined;

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.tell = listener;
  }
}

function framework(options: Partial<ThreepidOptions> = {}): Heard {
  const heard = new HeardEvents();
  return { ...createFramework({ events: heard, ...options }), heard };
}

async function ask(subject: TestFramework, changes: object = {}): Promise<string> {
  return (await subject.threepid.requestToken({ ...input, ...changes })).sid;
}

function submit({ threepid }: TestFramework, sid: string, token: string | undefined): Promise<string> {
  return errcodeOf(threepid.submitToken({ sid, clientSecret, token: token ?? '' }));
}

/** What runs in the background has run. */
async function inBackground(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await setImmediate();
}

const wrong = (code: string | undefined): string => (code === '000000' ? '000001' : '000000');

for (const [whose, senderOf] of [
  ['whose sender learns nothing', () => new RecordingSmsSender()],
  ['whose sender learns what becomes of it', () => new Reporting()],
] as const) {
  describe(`the events after a message ${whose}`, () => {
    function subjectOf(options: Partial<ThreepidOptions> = {}) {
      const sms = senderOf();
      sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id', sender: 'second' });
      return { ...framework({ ...options, sms }), sms };
    }

    it('say that its code was wrong, and that it was right, once, and how long that took', async () => {
      const subject = subjectOf();
      const other = createFramework({
        storage: subject.storage,
        clock: subject.clock,
        events: subject.heard,
      });
      const sid = await ask(subject);
      const code = subject.sms.messages[0]?.code;
      subject.clock.advance(20_000);
      await submit(other, sid, wrong(code));
      subject.clock.advance(10_000);
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => submit(index % 2 === 0 ? subject : other, sid, code)),
      );
      await submit(subject, sid, wrong(code));
      subject.clock.advance(60 * minute);
      await inBackground();
      expect(subject.heard.taken()).to.deep.equal(['requested', 'sent', 'wrongCode', 'verified']);
      expect(subject.clock.waiting).to.equal(0);
    });

    it('name its country, channel, provider and age, in the log too', async () => {
      const subject = subjectOf();
      const sid = await ask(subject);
      subject.clock.advance(30_000);
      const code = subject.sms.messages[0]?.code;
      await submit(subject, sid, wrong(code));
      await submit(subject, sid, code);
      const parts = { at: subject.clock.now(), requestId: undefined, country: 'GB', channel: 'sms' };
      const event = { ...parts, provider: 'second', ageMs: 30_000 };
      expect(subject.heard.all.slice(2)).to.deep.equal([
        { kind: 'wrongCode', ...event },
        { kind: 'verified', ...event },
      ]);
      const line = subject.log.find(({ message }) => message === 'session validated');
      expect(line?.fields).to.deep.equal({ country: 'GB', channel: 'sms', provider: 'second', ms: 30_000 });
    });

    it('say that its code has expired, once, and nothing of those that were submitted or sent again', async () => {
      const subject = subjectOf();
      await ask(subject);
      subject.clock.advance(minute);
      await ask(subject, { sendAttempt: 2 });
      subject.clock.advance(12 * minute);
      await inBackground();
      const expired = { country: 'GB', channel: 'sms', provider: 'second', ageMs: 12 * minute };
      expect(subject.heard.of('expired')).to.have.lengthOf(1);
      expect(subject.heard.of('expired')[0]).to.include(expired);
      await ask(subject, { sendAttempt: 3 });
      subject.clock.advance(10 * minute + 1);
      await ask(subject, { sendAttempt: 4 });
      expect(subject.heard.of('expired'), 'noticed by the next message').to.have.lengthOf(2);
    });

    it('are right for a provider that answers after the code has expired, and whatever time it is', async () => {
      for (const [before, after, expired] of [
        [10 * minute - 1_000, 3_000, 2],
        [0.25, 1_000, 0],
      ] as const) {
        const subject = subjectOf();
        await ask(subject);
        subject.clock.advance(before);
        const held = hold<SmsResult>();
        subject.sms.answer = () => held.promise;
        const asking = ask(subject, { sendAttempt: 2 });
        await inBackground();
        subject.clock.advance(after);
        held.resolve({ kind: 'sent', messageId: 'id', sender: 'second' });
        await asking;
        subject.clock.advance(1_500);
        await ask(subject, { sendAttempt: 3 });
        await inBackground();
        expect(subject.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
        expect(subject.heard.of('expired')).to.have.lengthOf(expired);
      }
    });

    it('say so of many at once, and while a provider takes no reports', async () => {
      const subject = subjectOf({ limits: false });
      if (subject.sms instanceof Reporting) subject.sms.report = () => hold<undefined>().promise;
      for (let count = 0; count < 90; count += 1)
        await ask(subject, { clientSecret: `secret${String(count)}` });
      subject.clock.advance(12 * minute);
      await inBackground();
      expect(subject.heard.of('expired')).to.have.lengthOf(90);
    });

    it('come with no reports to senders too', async () => {
      const subject = subjectOf({ reports: false });
      await ask(subject);
      subject.clock.advance(13 * minute);
      await inBackground();
      expect(subject.heard.taken()).to.deep.equal(['requested', 'sent', 'expired']);
    });
  });
}

describe('the events of a session', () => {
  it('are none for a test number', async () => {
    const testNumbers = [{ number: takenNumber, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const subject = framework({ testNumbers, guard: { mode: 'monitor' } });
    const sid = await ask(subject, { phoneNumber: takenNumber });
    expect(await submit(subject, sid, '123457')).to.equal('M_TOKEN_INCORRECT');
    expect(await submit(subject, sid, '123456')).to.equal('none');
    expect(subject.heard.all).to.deep.equal([]);
    expect(subject.log.filter(({ message }) => message === 'session validated')).to.have.lengthOf(1);
  });

  it('say that it was verified where nothing is known of its message, if the policy gave a receipt', async () => {
    const storage = new MemorySessionStorage();
    const settle = storage.settle.bind(storage);
    // As an older version did.
    storage.settle = ({ sentMessage, ...request }) => settle(request);
    const sendPolicy = { judge: () => ({ kind: 'allow', receipt: 'abcd' }) as const };
    const subject = framework({ sendPolicy, storage });
    const sid = await ask(subject);
    await submit(subject, sid, wrong(subject.lastCode()));
    await submit(subject, sid, subject.lastCode());
    expect(subject.heard.all.map(({ kind }) => kind)).to.deep.equal(['requested', 'sent', 'verified']);
    expect(subject.heard.of('verified')[0]).to.include({ country: undefined, provider: undefined });
  });

  it('say that it was verified by a code whose message is still under way', async () => {
    const subject = framework();
    const sid = await ask(subject);
    subject.clock.advance(11 * minute);
    const held = hold<SmsResult>();
    subject.sms.answer = () => held.promise;
    const asked = ask(subject, { sendAttempt: 2 });
    await inBackground();
    await submit(subject, sid, subject.lastCode());
    held.resolve({ kind: 'sent', messageId: 'id' });
    await asked;
    subject.clock.advance(13 * minute);
    await inBackground();
    const kinds = ['requested', 'sent', 'requested', 'verified', 'sent'];
    expect(subject.heard.taken().filter((kind) => kind !== 'expired')).to.deep.equal(kinds);
  });

  it('of a decoy are wrong codes alone: it never expires as a message that nobody submitted', async () => {
    const homeserver = { publicUrl: 'https://example.org', availability: 'concealed' } as const;
    const subject = framework({ accountDirectory: new TestAccounts(), homeserver });
    const request = { ...input, purpose: 'register', phoneNumber: takenNumber } as const;
    const { sid } = await subject.threepid.requestTokenForHomeserver(request);
    await submit(subject, sid, '000000');
    subject.clock.advance(20 * minute);
    await inBackground();
    expect(subject.heard.taken()).to.deep.equal(['requested', 'sent', 'wrongCode']);
  });

  it('need few bytes in the storage, which name no number', async () => {
    const settled: unknown[] = [];
    const { storage } = framework();
    const settle = storage.settle.bind(storage);
    storage.settle = (request) => {
      settled.push(request.sentMessage);
      return settle(request);
    };
    await ask(framework({ storage }));
    expect(settled[0]).to.match(/^[\w-]{40,80}$/);
    expect(Buffer.from(String(settled[0]), 'base64url').toString()).not.to.contain('7400654321');
  });

  it('include what a provider reports of a delivery: its state, and the country of its number', () => {
    const sms = new ReceivingSmsSender();
    const subject = framework({ sms });
    sms.tell({ sender: 'recording', messageId: 'id', state: 'delivered', to: freeNumber });
    sms.tell({ sender: 'recording', messageId: 'id', state: 'delivered', to: freeNumber });
    sms.tell({ sender: 'recording', messageId: 'id2', state: 'delivered' });
    const event = { kind: 'delivered', at: subject.clock.now(), provider: 'recording' };
    expect(subject.heard.all).to.deep.equal([
      { ...event, state: 'delivered', country: 'GB' },
      { ...event, state: 'delivered', country: undefined },
    ]);
  });
});
