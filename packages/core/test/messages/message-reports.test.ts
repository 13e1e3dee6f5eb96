import {
  systemClock,
  type MessageReport,
  type OpenedSession,
  type SmsResult,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import {
  call,
  createFramework,
  errcodeOf,
  hold,
  RecordingSmsSender,
  recordingLogger,
  TestClock,
  type LogLine,
  type TestFramework,
} from '../framework.js';
import { deriveKeys } from '../../dist/domain/keyring.js';
import { defaultSessionRules } from '../../dist/domain/session-rules.js';
import { RaisedEvents } from '../../dist/events/raised-events.js';
import { plainMessage, sealedMessage, type ReportableMessage } from '../../dist/messages/last-message.js';
import { MessageReports } from '../../dist/messages/message-reports.js';
import { SessionEvents } from '../../dist/messages/session-events.js';
import type { Opening } from '../../dist/sessions/session-opener.js';
import { codeRequestAt } from '../code-request.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const minute = 60_000;
const clientSecret = 'a.secret';
const input = { clientSecret, country: 'GB', phoneNumber: freeNumber, sendAttempt: 1 };

/** Notes what it learns of its messages, which it names by their place. */
class ReportingSmsSender extends RecordingSmsSender {
  readonly reports: MessageReport[] = [];
  override answer: () => Promise<SmsResult> = () =>
    Promise.resolve({ kind: 'sent', messageId: `m${String(this.messages.length)}` });
  whenReported: () => Promise<void> = () => Promise.resolve();

  report(report: MessageReport): Promise<void> {
    this.reports.push(report);
    return this.whenReported();
  }

  /** Each message and what became of it. */
  get outcomes(): readonly string[] {
    return this.reports.map(({ messageId, outcome }) => `${messageId} ${outcome}`);
  }
}

interface Reporting extends TestFramework {
  readonly sender: ReportingSmsSender;
}

/** A process of the framework: the same storage and clock are those of another one. */
function framework(options: Partial<ThreepidOptions> = {}, sender = new ReportingSmsSender()): Reporting {
  return { ...createFramework({ sms: sender, ...options }), sender };
}

function ask({ threepid }: TestFramework, changes: object = {}): Promise<{ readonly sid: string }> {
  return threepid.requestToken({ ...input, ...changes });
}

/** What runs in the background has run. */
async function inBackground(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await setImmediate();
}

function codeOf({ sender }: Reporting): string {
  return sender.messages.at(-1)?.code ?? '';
}

describe('what became of a message', () => {
  it('is that it was verified: its sender learns it once, whichever process judges the code', async () => {
    const subject = framework();
    const other = framework({ storage: subject.storage, clock: subject.clock }, subject.sender);
    const { sid } = await ask(subject);
    const sentAt = subject.clock.now();
    const code = codeOf(subject);
    subject.clock.advance(minute);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        (index % 2 === 0 ? other : subject).threepid.submitToken({ sid, clientSecret, token: spaced }),
      ),
    );
    expect(subject.sender.reports, 'the answer goes first').to.deep.equal([]);
    await inBackground();
    subject.clock.advance(60 * minute);
    await inBackground();
    const report = { messageId: 'm1', sender: 'recording', country: 'GB', isFirst: true, sentAt };
    expect(subject.sender.reports).to.deep.equal([{ ...report, outcome: 'verified', code, note: undefined }]);
  });

  it('is that it was sent again: the next message knows whose the last one was, and is not the first', async () => {
    const subject = framework();
    const { sid } = await ask(subject);
    subject.sender.answer = () => Promise.resolve({ kind: 'sent', messageId: 'm2', sender: 'second' });
    await ask(subject, { sendAttempt: 2 });
    await ask(subject, { sendAttempt: 3 });
    expect(
      subject.sender.messages.map(({ previous, isJudged }) => [previous?.sender, isJudged]),
    ).to.deep.equal([
      [undefined, true],
      ['recording', true],
      ['second', true],
    ]);
    await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect(
      subject.sender.reports.map(({ outcome, sender, isFirst }) => [outcome, sender, isFirst]),
    ).to.deep.equal([
      ['resent', 'recording', true],
      ['resent', 'second', false],
      ['verified', 'second', false],
    ]);
    expect(subject.clock.waiting).to.equal(0);
  });

  it("comes with the sender's note, unless that has another form", async () => {
    const subject = framework({ limits: false });
    const notes = ['Aa0._-'.padEnd(64, 'x'), 'x'.repeat(65), 'a b', '', undefined];
    for (const [index, note] of notes.entries()) {
      const answer = { kind: 'sent', messageId: 'id', ...(note === undefined ? {} : { note }) } as const;
      subject.sender.answer = () => Promise.resolve(answer);
      await ask(subject, { sendAttempt: index, clientSecret: `secret${String(index)}` });
      await ask(subject, {
        sendAttempt: index + 1,
        clientSecret: `secret${String(index)}`,
        phoneNumber: freeNumber,
      });
    }
    await inBackground();
    const [first, ...others] = subject.sender.reports.map(({ note }) => note);
    expect([first, new Set(others)]).to.deep.equal([notes[0], new Set([undefined])]);
  });

  it('is nothing yet, if the next message fails', async () => {
    const subject = framework();
    const { sid } = await ask(subject);
    const code = codeOf(subject);
    for (const result of [
      { kind: 'refused', cause: undefined },
      { kind: 'unavailable', taken: 'unknown', cause: undefined },
      { kind: 'rejected-destination', cause: undefined },
    ] as const) {
      subject.sender.answer = () => Promise.resolve(result);
      await errcodeOf(ask(subject, { sendAttempt: 2 }));
    }
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal([]);
    await subject.threepid.submitToken({ sid, clientSecret, token: code });
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 verified']);
  });

  it('is that its code expired: the process that sent it looks once, when no host takes the code any more', async () => {
    const subject = framework();
    await ask(subject);
    subject.clock.advance(12 * minute - 1);
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal([]);
    subject.clock.advance(1);
    await inBackground();
    subject.clock.advance(60 * minute);
    await inBackground();
    expect(subject.sender.reports).to.have.lengthOf(1);
    expect(subject.sender.reports[0]).to.include({ messageId: 'm1', outcome: 'expired', code: undefined });
  });

  for (const [minutes, outcomes] of [
    [9, ['m1 resent', 'm2 expired']],
    [10, ['m1 expired', 'm2 expired']],
    [11, ['m2 expired']],
    [11.5, ['m2 expired']],
    [12.5, ['m1 expired', 'm2 expired']],
  ] as const) {
    it(`is reported at most once, if another message is asked for after ${minutes} minutes`, async () => {
      const subject = framework();
      const other = framework({ storage: subject.storage, clock: subject.clock }, subject.sender);
      await ask(subject);
      subject.clock.advance(minutes * minute);
      await inBackground();
      await ask(other, { sendAttempt: 2 });
      await inBackground();
      for (let passed = 0; passed < 30; passed += 1) {
        subject.clock.advance(minute);
        await inBackground();
      }
      expect(subject.sender.outcomes).to.deep.equal(outcomes);
    });
  }

  it('is that it expired, if the process that still waits for that sends the next one', async () => {
    const subject = framework();
    await ask(subject);
    subject.clock.advance(11.5 * minute);
    await ask(subject, { sendAttempt: 2 });
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 expired']);
  });

  for (const minutes of [10, 10.5, 11.5, 13]) {
    it(`is that it expired, if after ${minutes} minutes the next one is verified before it counts as sent`, async () => {
      const subject = framework();
      const { sid } = await ask(subject);
      subject.clock.advance(minutes * minute);
      await inBackground();
      const held = hold<SmsResult>();
      subject.sender.answer = () => held.promise;
      const asking = ask(subject, { sendAttempt: 2 });
      await inBackground();
      await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
      held.resolve({ kind: 'sent', messageId: 'm2' });
      await asking;
      subject.clock.advance(60 * minute);
      await inBackground();
      expect(subject.sender.outcomes).to.deep.equal(['m1 expired']);
    });
  }

  it('is that its code expired, if only wrong ones were submitted', async () => {
    const subject = framework();
    const { sid } = await ask(subject);
    for (let guess = 0; guess < 5; guess += 1)
      await errcodeOf(subject.threepid.submitToken({ sid, clientSecret, token: `wrong ${String(guess)}` }));
    subject.clock.advance(12 * minute);
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 expired']);
  });

  it('is nothing yet, if one that was asked for before it is sent after it', async () => {
    const subject = framework();
    const held = hold<SmsResult>();
    subject.sender.answer = () => held.promise;
    const asking = ask(subject);
    await inBackground();
    subject.clock.advance(1);
    subject.sender.answer = () => Promise.resolve({ kind: 'sent', messageId: 'later' });
    await ask(subject, { sendAttempt: 2 });
    held.resolve({ kind: 'sent', messageId: 'earlier' });
    await asking;
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal([]);
  });

  it('is nothing for a process that has verified it elsewhere, or whose number was forgotten', async () => {
    const subject = framework();
    const other = framework({ storage: subject.storage, clock: subject.clock }, subject.sender);
    const { sid } = await ask(subject);
    await other.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await ask(subject, { clientSecret: 'another' });
    await subject.threepid.forget(freeNumber);
    subject.clock.advance(20 * minute);
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 verified']);
  });

  it('is reported under a secret that was rotated meanwhile', async () => {
    const [old, next] = [
      'the old secret of this test, long enough',
      'the new secret of this test, long enough',
    ];
    const subject = framework({ secret: old, indexSecret: old });
    const rotated = { secret: [next, old], indexSecret: old, storage: subject.storage, clock: subject.clock };
    const other = framework(rotated, subject.sender);
    const { sid } = await ask(subject);
    await ask(other, { sendAttempt: 2 });
    await other.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 resent', 'm2 verified']);
  });

  it('is reported to the sender of the channel that sent it', async () => {
    const whatsapp = new ReportingSmsSender();
    const subject = framework({ channels: { whatsapp } });
    const { sid } = await ask(subject, { channel: 'whatsapp' });
    await ask(subject, { sendAttempt: 2 });
    await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect([whatsapp.outcomes, subject.sender.outcomes]).to.deep.equal([['m1 resent'], ['m1 verified']]);
  });

  it('is that it was sent again, also if the sender of the next message wants no reports', async () => {
    const voice = new RecordingSmsSender();
    const subject = framework({ channels: { voice } });
    const { sid } = await ask(subject);
    await ask(subject, { sendAttempt: 2, channel: 'voice' });
    expect(voice.messages[0]).to.deep.include({ isJudged: false, previous: { sender: 'recording' } });
    await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect(subject.sender.outcomes).to.deep.equal(['m1 resent']);
  });
});

describe('no report', () => {
  /** Keeps what is stored with sent messages. */
  class WatchedStorage extends MemorySessionStorage {
    readonly sealed: unknown[] = [];

    override settle(request: Parameters<MemorySessionStorage['settle']>[0]) {
      const { sentMessage = '' } = request;
      const text = Buffer.from(sentMessage, 'base64url').toString();
      if (text !== '' && !text.startsWith('~sent ')) this.sealed.push(sentMessage);
      return super.settle(request);
    }
  }

  const unjudged: Readonly<Record<string, (options?: Partial<ThreepidOptions>) => Promise<Reporting>>> = {
    'is made if they are off': async (options) => {
      const subject = framework({ ...options, reports: false });
      const { sid } = await ask(subject);
      await ask(subject, { sendAttempt: 2 });
      await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
      return subject;
    },
    'is made for messages of other products': async (options) => {
      const subject = framework(options);
      await subject.threepid.deliverMessage({ phoneNumber: freeNumber, code: '561166', id: 'one' });
      await subject.threepid.deliverMessage({ phoneNumber: freeNumber, text: 'A notice.', id: 'two' });
      return subject;
    },
    'is made for a decoy': async (options) => {
      const homeserver = { publicUrl: 'https://matrix.example.org', availability: 'concealed' } as const;
      const subject = framework({ ...options, accountDirectory: new TestAccounts(), homeserver });
      const body = { client_secret: clientSecret, country: 'GB', phone_number: takenNumber, send_attempt: 1 };
      await call(subject, 'POST', '/_matrix/client/v3/register/msisdn/requestToken', body);
      return subject;
    },
    'is made for test numbers': async (options) => {
      const sender = new ReportingSmsSender();
      const testNumbers = [{ number: '+447400999999', code: '012345', until: Date.UTC(2030, 0, 1) }];
      const subject = framework({ ...options, testNumbers, testSms: sender, production: false }, sender);
      const { sid } = await ask(subject, { phoneNumber: '+447400999999' });
      await subject.threepid.submitToken({ sid, clientSecret, token: '012345' });
      await ask(subject, { phoneNumber: '+447700900123' });
      return subject;
    },
  };

  for (const [title, act] of Object.entries(unjudged)) {
    it(title, async () => {
      const storage = new WatchedStorage();
      const subject = await act({ storage });
      subject.clock.advance(20 * minute);
      await inBackground();
      expect(subject.sender.reports).to.deep.equal([]);
      expect(subject.sender.messages.filter(({ isJudged }) => isJudged === true)).to.deep.equal([]);
      expect(storage.sealed).to.deep.equal([]);
      expect(subject.clock.waiting).to.equal(0);
    });
  }

  it('is made, and nothing sealed, for a sender that wants none', async () => {
    const storage = new WatchedStorage();
    const subject = createFramework({ storage });
    await ask(subject);
    expect(subject.sms.messages[0]).to.include({ isJudged: false });
    expect([storage.sealed.length, subject.clock.waiting]).to.deep.equal([0, 0]);
  });

  it('is made of a message whose id is too long to keep', async () => {
    const storage = new WatchedStorage();
    const subject = framework({ storage });
    subject.sender.answer = () => Promise.resolve({ kind: 'sent', messageId: 'x'.repeat(600) });
    const { sid } = await ask(subject);
    await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect([storage.sealed, subject.sender.reports]).to.deep.equal([[], []]);
  });

  it('is made by what another hand has stored', async () => {
    const subject = framework({
      storage: new (class extends MemorySessionStorage {
        override settle(request: Parameters<MemorySessionStorage['settle']>[0]) {
          return super.settle({ ...request, sentMessage: Buffer.alloc(80, 7).toString('base64url') });
        }
      })(),
    });
    const { sid } = await ask(subject);
    await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    await inBackground();
    expect(subject.sender.reports).to.deep.equal([]);
    const errors = subject.log.filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).to.deep.equal([
      'what was stored of a message was changed by another hand; it is not reported',
    ]);
    expect(errors[0]?.fields).to.have.nested.property('err.type', 'Error');
  });
});

describe('a sender that takes no reports', () => {
  /** Messages to numbers of their own, verified. */
  async function verifyMany(subject: Reporting, count: number, first = 0): Promise<void> {
    for (let index = first; index < first + count; index += 1) {
      const phoneNumber = `+4474001${String(index).padStart(5, '0')}`;
      const { sid } = await ask(subject, { phoneNumber });
      await subject.threepid.submitToken({ sid, clientSecret, token: codeOf(subject) });
    }
    await inBackground();
  }

  it('by an error is logged, without number and code, and people notice nothing', async () => {
    const subject = framework({ limits: false });
    subject.sender.whenReported = () => Promise.reject(new Error(`no ${freeNumber} ${codeOf(subject)}`));
    await verifyMany(subject, 3);
    const errors = subject.log.filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).to.deep.equal([
      'a provider could not learn what became of a message',
    ]);
    expect(JSON.stringify(errors)).not.to.match(/\d{6}/);
  });

  it('by throwing at once does no more harm', async () => {
    const subject = framework();
    subject.sender.whenReported = () => {
      throw new Error('not now');
    };
    await verifyMany(subject, 1);
    expect(subject.log.filter(({ level }) => level === 'error')).to.have.lengthOf(1);
  });

  it('by hanging gets 64 at once, until 30 seconds are over; those dropped are one line', async () => {
    const subject = framework({ limits: false });
    subject.sender.whenReported = () => hold<undefined>().promise;
    await verifyMany(subject, 70);
    expect(subject.sender.reports).to.have.lengthOf(64);
    expect(subject.log.filter(({ level }) => level === 'error')).to.have.lengthOf(1);
    subject.clock.advance(30_000);
    await inBackground();
    await verifyMany(subject, 1, 70);
    expect(subject.sender.reports).to.have.lengthOf(65);
  });
});

describe('the end of a framework', () => {
  it('drops the reports to come, and waits for those on their way', async () => {
    const subject = framework();
    const held = hold<undefined>();
    subject.sender.whenReported = () => held.promise;
    const { sid } = await ask(subject);
    await ask(subject, { clientSecret: 'another' });
    await subject.threepid.submitToken({ sid, clientSecret, token: subject.sender.messages[0]?.code ?? '' });
    let isClosed = false;
    const closing = subject.threepid.close().then(() => (isClosed = true));
    await inBackground();
    expect([isClosed, subject.sender.outcomes.length]).to.deep.equal([false, 1]);
    held.resolve(undefined);
    await closing;
    subject.clock.advance(20 * minute);
    await inBackground();
    expect(subject.sender.outcomes).to.have.lengthOf(1);
  });

  it('waits for nothing that a message under way leaves', async () => {
    const subject = framework();
    const held = hold<SmsResult>();
    subject.sender.answer = () => held.promise;
    const asking = ask(subject);
    await inBackground();
    await subject.threepid.close();
    held.resolve({ kind: 'sent', messageId: 'm1' });
    await asking;
    expect(subject.clock.waiting).to.equal(0);
  });

  it('is not waited for: no timer keeps a process running', () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const stop = systemClock.after(minute, () => undefined);
    expect(timers()).to.equal(before);
    stop();
  });
});

/** The reports of one process, whose parts a test can reach. */
class Reports {
  readonly clock = new TestClock();
  readonly log: LogLine[] = [];
  readonly raised: ThreepidEvent[] = [];
  readonly keys = deriveKeys('a secret for tests, of a good length');
  readonly sms = new ReportingSmsSender();
  readonly subject: MessageReports;
  readonly opening: Opening;
  readonly opened: OpenedSession;
  /** One that was sent now. */
  readonly message: ReportableMessage;

  constructor({ isOn = true, remembers = true, isHeard = true } = {}) {
    const { clock, keys, sms } = this;
    const logger = recordingLogger(this.log);
    const listener = isHeard ? { on: (event: ThreepidEvent) => void this.raised.push(event) } : undefined;
    const events = new SessionEvents(new RaisedEvents(listener, clock, logger), logger);
    const storage = new MemorySessionStorage();
    const voice = { name: 'caller', send: () => Promise.reject(new Error('not here')) };
    const [senders, rules] = [{ sms, voice }, defaultSessionRules];
    this.subject = new MessageReports(
      senders,
      isOn,
      remembers,
      events,
      storage,
      [keys],
      rules,
      clock,
      logger,
    );
    const now = clock.now();
    const code = { nonce: 'nonce', mac: 'mac' };
    this.opening = {
      ...codeRequestAt(now),
      clientSecret,
      purpose: 'verify',
      slot: 'aa',
      numberId: 'number',
      claim: 'claim',
      bySecret: [{ stem: 'stem', sessionId: 'session', generation: 'one', code, address: 'address' }],
    };
    const codeExpiresAt = now + 10 * minute;
    this.opened = {
      kind: 'opened',
      secretIndex: 0,
      generation: 'one',
      nonce: 'nonce',
      codeExpiresAt,
      message: { kind: 'claimed' },
      sentMessage: undefined,
    };
    this.message = {
      sender: 'recording',
      messageId: 'm1',
      country: 'GB',
      channel: 'sms',
      isFirst: true,
      sentAt: now,
      codeExpiresAt,
      note: undefined,
      isDecoy: false,
    };
  }

  /** The message as a storage keeps it, changed. */
  sealed(change: Partial<ReportableMessage> = {}): string {
    return sealedMessage(this.keys, { ...this.message, ...change }) ?? '';
  }

  /** What is kept of a message that was sent. */
  keep(change: Partial<Opening> = {}, result: SmsResult = { kind: 'sent', messageId: 'm1' }) {
    return this.subject.keep({ ...this.opening, ...change }, this.opened, result)?.message;
  }

  async verify(sentMessage: string | undefined): Promise<void> {
    const now = this.clock.now();
    const outcome = { kind: 'validated', secretIndex: 0, validatedAt: now, first: true } as const;
    this.subject.verified(
      { ...outcome, nextLink: undefined, receipt: undefined, sentMessage },
      '012345',
      undefined,
    );
    await inBackground();
  }
}

const test = { kind: 'fiction' } as const;
const content = { code: '561166', text: undefined };
const tooLong = { kind: 'sent', messageId: 'x'.repeat(600) } as const;

describe('MessageReports', () => {
  it('judges messages with a code of ours, if their sender wants to know, unless their purpose is a secret', () => {
    const { subject, opening } = new Reports();
    const isJudged = (change: Partial<Opening> = {}) => subject.isJudged({ ...opening, ...change });
    expect([isJudged(), isJudged({ channel: 'sms' }), isJudged({ isPurposeSecret: false })]).to.deep.equal([
      true,
      true,
      true,
    ]);
    for (const change of [
      { purpose: 'in-use' },
      { test },
      { content },
      { isPurposeSecret: true },
      { channel: 'voice' },
      { channel: 'whatsapp' },
    ] as const)
      expect(isJudged(change), JSON.stringify(change)).to.equal(false);
    expect(new Reports({ isOn: false }).subject.isJudged(opening)).to.equal(false);
  });

  it('knows whose the message before was, if its sender learns what becomes of it, and the purpose is no secret', () => {
    const reports = new Reports();
    const { subject, opening, opened, message } = reports;
    const previousOf = (sentMessage: string | undefined, isPurposeSecret = false, of = subject) =>
      of.previousOf({ ...opening, isPurposeSecret }, { ...opened, sentMessage });
    const sealed = reports.sealed();
    expect(previousOf(sealed)).to.deep.equal({ sender: 'recording' });
    const off = new Reports({ isOn: false }).subject;
    const none = [
      previousOf(sealed, true),
      previousOf(undefined),
      previousOf(plainMessage(message, 'claim')),
      previousOf(sealed, false, off),
    ];
    expect(new Set(none)).to.deep.equal(new Set([undefined]));
    expect(reports.log).to.deep.equal([]);
  });

  it('keeps of a message who sent it, by which channel, when, and how long its code is valid', () => {
    const reports = new Reports();
    const { message } = reports;
    const plain = { ...message, messageId: undefined };
    expect(reports.keep()).to.deep.equal(message);
    expect(reports.keep({ channel: 'voice' })).to.deep.equal({
      ...plain,
      sender: 'caller',
      channel: 'voice',
    });
    expect(reports.keep({ channel: 'whatsapp' })).to.deep.equal({ ...plain, channel: 'whatsapp' });
    const decoy = { purpose: 'in-use', channel: 'voice' } as const;
    expect(reports.keep(decoy)).to.deep.equal({ ...plain, isDecoy: true });
    const ofAnother = { kind: 'sent', messageId: 'm1', sender: 'second' } as const;
    expect(reports.keep({}, ofAnother)).to.deep.equal({ ...message, sender: 'second' });
    expect(reports.keep({}, tooLong), 'its id is too long').to.deep.equal(plain);
  });

  it('keeps nothing of messages that were not sent, of other products or to test numbers, nor if nobody wants to know', () => {
    const reports = new Reports();
    const failed = { kind: 'unavailable', taken: 'unknown', cause: undefined } as const;
    expect(reports.keep({}, failed)).to.equal(undefined);
    expect([reports.keep({ test }), reports.keep({ content })]).to.deep.equal([undefined, undefined]);
    expect(new Reports({ isOn: false, remembers: false }).keep()).to.equal(undefined);
    const onlyReports = new Reports({ remembers: false });
    expect(onlyReports.keep()).to.deep.equal(onlyReports.message);
    expect(onlyReports.keep({}, tooLong)).to.equal(undefined);
    expect(onlyReports.keep({ channel: 'voice' })).to.equal(undefined);
  });

  it('tells events at the millisecond in which the code of a replaced message has expired', () => {
    const reports = new Reports();
    const { subject, opening, opened, clock, message } = reports;
    const settle = () => {
      subject.settled({ ...opening, now: clock.now() }, opened, {
        kept: undefined,
        replaced: reports.sealed(),
      });
    };
    clock.advance(10 * minute - 1);
    settle();
    expect(reports.raised).to.deep.equal([]);
    clock.advance(1);
    settle();
    expect(reports.raised).to.have.lengthOf(1);
    expect(reports.raised[0]).to.include({ kind: 'expired', country: message.country });
  });

  it('counts a code as that of a later message from the millisecond in which it has expired', async () => {
    const reports = new Reports();
    reports.clock.advance(10 * minute - 1);
    await reports.verify(reports.sealed());
    reports.clock.advance(1);
    await reports.verify(reports.sealed({ messageId: 'm2' }));
    expect(reports.sms.outcomes).to.deep.equal(['m1 verified', 'm2 expired']);
  });

  it('says nothing of a wrong code if neither the log nor events want to know', () => {
    const [known, unknown] = [{ id: 'one' }, { id: 'two' }];
    const reports = new Reports();
    reports.subject.wrongCode(reports.sealed(), known);
    new Reports({ remembers: false }).subject.wrongCode(reports.sealed(), unknown);
    expect([known, unknown]).to.deep.equal([{ id: 'one', country: 'GB' }, { id: 'two' }]);
    reports.subject.wrongCode(undefined, unknown);
    expect(reports.raised.map(({ kind }) => kind)).to.deep.equal(['wrongCode']);
  });

  it('reports to no sender that this process lacks, or that wants no reports, and that is no error', async () => {
    const reports = new Reports();
    for (const channel of ['whatsapp', 'voice', 'sms'] as const)
      await reports.verify(reports.sealed({ channel, messageId: channel }));
    expect(reports.sms.outcomes).to.deep.equal(['sms verified']);
    expect(reports.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });

  it('waits for the codes of 10,000 messages to expire, and says that there are more', async () => {
    const reports = new Reports();
    const { subject, opening, opened, message, clock } = reports;
    for (let index = 0; index < 10_001; index += 1)
      subject.settled(opening, opened, { kept: { message, stored: String(index) }, replaced: undefined });
    expect(clock.waiting).to.equal(10_000);
    expect(reports.log.map(({ message: line }) => line)).to.deep.equal([
      'too many messages at once: their providers do not learn what became of them',
    ]);
    await subject.close();
    expect(clock.waiting).to.equal(0);
  });
});
