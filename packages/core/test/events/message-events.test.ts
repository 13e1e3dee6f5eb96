import {
  createTrustList,
  MatrixError,
  StorageUnavailableError,
  type SendVerdict,
  type SmsResult,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { Riddle, SuspiciousPolicy } from '../challenges/riddle.js';
import { createFramework, errcodeOf, hold, noAddressLimits, type TestFramework } from '../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';
import { HeardEvents } from './heard-events.js';

interface Heard extends TestFramework {
  readonly heard: HeardEvents;
}

const unlimited = { limits: { ...noAddressLimits, perNumber: [] } };
const input = { clientSecret: 'a.secret', country: 'GB', phoneNumber: freeNumber, sendAttempt: 1 };

function framework(options: Partial<ThreepidOptions> = {}): Heard {
  const heard = new HeardEvents();
  return { ...createFramework({ events: heard, ...options }), heard };
}

function ask({ threepid }: TestFramework, changes: object = {}): Promise<string> {
  return errcodeOf(threepid.requestToken({ ...input, ...changes }));
}

/** What a call tells. */
async function told(options: Partial<ThreepidOptions>, changes: object = {}): Promise<readonly string[]> {
  const subject = framework({ ...unlimited, ...options });
  await ask(subject, changes);
  return subject.heard.taken();
}

const always = (verdict: SendVerdict) => ({ sendPolicy: { judge: () => verdict } });

describe('the events of a message', () => {
  it('say that it was asked for and sent: country, purpose, channel, provider, price', async () => {
    const subject = framework({ guard: { mode: 'off', prices: { GB: 0.04 } } });
    subject.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id', sender: 'second' });
    await ask(subject);
    const at = subject.clock.now();
    const parts = { at, requestId: undefined, country: 'GB', purpose: 'verify', channel: 'sms' } as const;
    const sent = { durationMs: 0, price: 0.04, provider: 'second' } as const;
    expect(subject.heard.all).to.deep.equal([
      { kind: 'requested', ...parts },
      { kind: 'sent', ...parts, ...sent, isFirst: true },
    ]);
    await ask(subject, { sendAttempt: 2 });
    expect(subject.heard.of('sent').at(-1)).to.include({ isFirst: false });
  });

  it('name the channel that was asked for, but for a message without a code', async () => {
    const channels = { whatsapp: createFramework().sms };
    const subject = framework({ channels });
    await ask(subject, { channel: 'whatsapp' });
    await subject.threepid.deliverMessage({ phoneNumber: freeNumber, text: 'hello', id: 'a' });
    await subject.threepid.deliverMessage({ phoneNumber: freeNumber, code: '123456', id: 'b' });
    expect(subject.heard.of('sent').map(({ purpose, channel }) => [purpose, channel])).to.deep.equal([
      ['verify', 'whatsapp'],
      ['notice', 'sms'],
      ['verify', 'sms'],
    ]);
  });

  const failures: readonly SmsResult[] = [
    { kind: 'refused', cause: undefined },
    { kind: 'unavailable', taken: 'no', cause: undefined },
    { kind: 'unavailable', taken: 'unknown', cause: undefined },
    { kind: 'rejected-destination', cause: undefined },
  ];
  for (const failure of failures) {
    it(`say that its sender didn't send it: ${failure.kind}`, async () => {
      const subject = framework();
      subject.sms.answer = () => Promise.resolve(failure);
      await ask(subject);
      expect(subject.heard.of('failed')[0]).to.include({ provider: 'recording', result: failure.kind });
      expect(subject.heard.taken()).to.deep.equal(['requested', `failed ${failure.kind}`]);
    });
  }

  it('are none for a test number, whoever listens', async () => {
    const testNumbers = [{ number: takenNumber, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const options = { testNumbers, production: false };
    expect(await told(options, { phoneNumber: takenNumber })).to.deep.equal([]);
    expect(await told(options, { phoneNumber: '07700 900123' })).to.deep.equal([]);
  });

  it('are none for equal calls, hundreds at once or later: only that which sends has them', async () => {
    const subject = framework();
    const other = createFramework({ storage: subject.storage, clock: subject.clock, events: subject.heard });
    const held = hold<SmsResult>();
    subject.sms.answer = other.sms.answer = () => held.promise;
    const calls = Array.from({ length: 300 }, (_, index) => ask(index % 2 === 0 ? subject : other));
    setImmediate(() => {
      held.resolve({ kind: 'sent', messageId: 'id' });
    });
    expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['none']));
    await ask(other);
    expect(subject.heard.taken()).to.deep.equal(['requested', 'sent']);
  });

  it('are none for an equal call elsewhere of a message that fails', async () => {
    const subject = framework();
    const other = createFramework({ storage: subject.storage, clock: subject.clock, events: subject.heard });
    const held = hold<SmsResult>();
    subject.sms.answer = other.sms.answer = () => held.promise;
    const calls = [ask(subject), ask(other)];
    setImmediate(() => {
      held.resolve({ kind: 'refused', cause: undefined });
    });
    expect(await Promise.all(calls)).to.deep.equal(['M_SEND_ERROR', 'M_SEND_ERROR']);
    expect(subject.heard.taken()).to.deep.equal(['requested', 'failed refused']);
  });

  it('are told once, if equal calls of many addresses reach a limit', async () => {
    const subject = framework({
      limits: { ...noAddressLimits, perNumber: [{ messages: 1, windowMs: 1_000 }] },
    });
    await ask(subject);
    const calls = Array.from({ length: 100 }, () => ask(subject, { clientSecret: 'another' }));
    expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['M_LIMIT_EXCEEDED']));
    expect(subject.heard.taken()).to.deep.equal(['requested', 'sent', 'requested', 'refused limit.number']);
  });

  it('name the purpose, also where the caller must not learn it', async () => {
    const accounts = new TestAccounts();
    const homeserver = { publicUrl: 'https://example.org', availability: 'concealed' } as const;
    const subject = framework({ accountDirectory: accounts, homeserver });
    const request = { ...input, purpose: 'register' } as const;
    await subject.threepid.requestTokenForHomeserver({ ...request, phoneNumber: takenNumber });
    await subject.threepid.requestTokenForHomeserver(request);
    expect(subject.heard.of('sent').map(({ purpose }) => purpose)).to.deep.equal(['in-use', 'verify']);
  });
});

describe('the rule of a refusal', () => {
  const denied = { destinations: { deny: ['GB'] }, guard: {} };

  it('is that of the destination', async () => {
    expect(await told(denied)).to.deep.equal(['requested', 'refused destination.country']);
    expect(await told({ guard: {} }, { phoneNumber: '020 7946 0018' })).to.deep.equal([
      'requested',
      'refused destination.type',
    ]);
    const subject = framework(denied);
    await ask(subject);
    const refused = { purpose: 'verify', retryAfterMs: undefined, isEnforced: true };
    expect(subject.heard.of('refused')[0]).to.include(refused);
  });

  it('is that of the policy, or `policy` if that names none or something else', async () => {
    const verdicts: readonly SendVerdict[] = [
      { kind: 'refuse', reason: 'x', rule: 'blocked' },
      { kind: 'delay', retryAfterMs: 5, rule: 'mine.own-1' },
      { kind: 'delay', retryAfterMs: 5 },
      { kind: 'delay', retryAfterMs: 5, rule: freeNumber },
      { kind: 'delay', retryAfterMs: 5, rule: `${freeNumber}.of-Ada` },
      { kind: 'delay', retryAfterMs: 5, rule: `Ada of ${freeNumber}` },
      { kind: 'challenge', retryAfterMs: 5, rule: 'guard.all' },
    ];
    const rules = await Promise.all(verdicts.map(async (verdict) => (await told(always(verdict)))[1]));
    expect(rules).to.deep.equal([
      'refused blocked',
      'refused mine.own-1',
      'refused policy',
      'refused policy',
      'refused policy',
      'refused policy',
      'refused guard.all',
    ]);
  });

  it('is the group of the guard that is short; a guard that only watches says so, and the message is sent', async () => {
    const terms = { number: { start: 1_000, refill: 1, fade: 1 } };
    for (const [mode, expected] of [
      ['enforce', ['requested', 'refused guard.number']],
      ['monitor', ['requested', 'refused guard.number (watched)', 'sent']],
    ] as const) {
      const subject = framework({ ...unlimited, guard: { mode, terms } });
      await ask(subject);
      subject.heard.taken();
      expect(await ask(subject, { sendAttempt: 1 }), 'an equal call').to.equal('none');
      await ask(subject, { sendAttempt: 2 });
      expect(subject.heard.of('refused')[0]?.retryAfterMs).to.be.greaterThan(1_000);
      expect(subject.heard.taken(), mode).to.deep.equal(expected);
    }
  });

  it('is the limit of the number, of the client or of a block of numbers', async () => {
    const once = [{ messages: 0, windowMs: 1_000 }];
    expect(await told({ limits: { perNumber: once } })).to.deep.equal(['requested', 'refused limit.number']);
    expect(await told({ limits: { perAddress: once } }, { clientAddress: '192.0.2.1' })).to.deep.equal([
      'requested',
      'refused limit.client',
    ]);
    const subject = framework({ limits: { deliveries: { perBlock: once } } });
    await errcodeOf(subject.threepid.deliverMessage({ phoneNumber: freeNumber, code: '123456', id: 'a' }));
    expect(subject.heard.of('refused')[0]?.retryAfterMs).to.equal(1_000);
    expect(subject.heard.taken()).to.deep.equal(['requested', 'refused limit.block']);
  });

  it('is the budget', async () => {
    const prices = { default: 1 };
    for (const [budgets, rule] of [
      [{ day: 1 }, 'budget.total.day'],
      [{ month: 1 }, 'budget.total.month'],
      [{ countries: { GB: { day: 1 } } }, 'budget.country.day'],
    ] as const) {
      const subject = framework({ ...unlimited, guard: { mode: 'off', prices, budgets } });
      await ask(subject);
      await ask(subject, { sendAttempt: 2 });
      expect(subject.heard.taken().slice(2)).to.deep.equal(['requested', `refused ${rule}`]);
    }
  });

  it('is that of the challenge which a caller is asked for, and `challenge` for a wrong answer', async () => {
    const [challenge, sendPolicy] = [new Riddle(), new SuspiciousPolicy()];
    sendPolicy.whenNot = { kind: 'challenge', retryAfterMs: 5_000, rule: 'guard.country' };
    const subject = framework({ ...unlimited, challenge, sendPolicy });
    await ask(subject);
    await ask(subject, { challengeAnswer: 'a guess' });
    await ask(subject, { challengeAnswer: challenge.solve() });
    await ask(subject, { challengeAnswer: challenge.solve(), sendAttempt: 2 });
    challenge.failure = new Error('down');
    await ask(subject, { challengeAnswer: challenge.solve(), sendAttempt: 3 });
    await ask(subject, { sendAttempt: 3 });
    expect(subject.heard.taken().filter((event) => event !== 'requested')).to.deep.equal([
      'challenged guard.country',
      'refused challenge',
      'sent',
      'refused challenge',
      'refused unavailable',
      'refused guard.country',
    ]);
  });

  it('is `account` if the caller is told that the number has one, here and where another server would send', async () => {
    const homeserver = {
      publicUrl: 'https://example.org',
      trustPolicy: createTrustList({ trusted: { 'id.example.org': 'https://id.example.org' } }),
      identityServerClient: {
        requestToken: () => Promise.resolve({ kind: 'opened', sid: '1', fields: {} } as const),
      },
    };
    const subject = framework({ accountDirectory: new TestAccounts(), homeserver });
    const request = { ...input, purpose: 'register' } as const;
    for (const idServer of [undefined, 'id.example.org']) {
      const { threepid, heard } = subject;
      await errcodeOf(threepid.requestTokenForHomeserver({ ...request, phoneNumber: takenNumber, idServer }));
      expect(heard.taken()).to.deep.equal(['requested', 'refused account']);
    }
    await subject.threepid.requestTokenForHomeserver({ ...request, idServer: 'id.example.org' });
    expect(subject.heard.taken(), 'sent by the other server').to.deep.equal([]);
  });

  it('is `unavailable` if the account cannot be looked up', async () => {
    const down = (): Promise<never> => Promise.reject(new MatrixError('M_UNKNOWN', 'down'));
    const homeserver = { publicUrl: 'https://example.org' };
    const subject = framework({ accountDirectory: { ownerOf: down, threePidsOf: down }, homeserver });
    const request = { ...input, purpose: 'register' } as const;
    expect(await errcodeOf(subject.threepid.requestTokenForHomeserver(request))).to.equal('M_UNKNOWN');
    expect(subject.heard.taken()).to.deep.equal(['requested', 'refused unavailable']);
  });

  it('is that of the client, where another server would send', async () => {
    const none = [{ messages: 0, windowMs: 1_000 }];
    const homeserver = {
      publicUrl: 'https://example.org',
      trustPolicy: createTrustList({ trusted: { 'id.example.org': 'https://id.example.org' } }),
      identityServerClient: { requestToken: () => Promise.reject(new Error('x')) },
    };
    const clientAddress = '192.0.2.1';
    const request = { ...input, purpose: 'register', idServer: 'id.example.org', clientAddress } as const;
    for (const [limits, rule] of [
      [{ lookupsPerAddress: none }, 'limit.client'],
      [{ perNumber: none }, 'limit.number'],
    ] as const) {
      const subject = framework({ accountDirectory: new TestAccounts(), homeserver, limits });
      await errcodeOf(subject.threepid.requestTokenForHomeserver(request));
      expect(subject.heard.of('refused')[0], 'as far as it is known').to.include({ purpose: 'verify' });
      expect(subject.heard.taken()).to.deep.equal(['requested', `refused ${rule}`]);
    }
  });

  it('is `unavailable` if something on our side fails, such as the storage', async () => {
    const down = () => Promise.reject(new StorageUnavailableError('down'));
    const storage = new MemorySessionStorage();
    storage.open = down;
    expect(await told({ storage })).to.deep.equal(['requested', 'refused unavailable']);
    expect(await told({ storage }, { sendAttempt: undefined })).to.deep.equal([
      'requested',
      'refused unavailable',
    ]);
    expect(await told({ sendPolicy: { judge: down } })).to.deep.equal(['requested', 'refused unavailable']);
    expect(await told({ templates: { text: () => '' } })).to.deep.equal(['requested', 'sent']);
    const failing = {
      text: () => {
        throw new Error('x');
      },
    };
    expect(await told({ templates: failing })).to.deep.equal(['requested', 'failed refused']);
  });

  it('is none for a number that is none', async () => {
    expect(await told({}, { phoneNumber: '1' })).to.deep.equal([]);
  });
});
