import { randomBytes } from 'node:crypto';
import {
  StorageUnavailableError,
  type SendCandidate,
  type SendEvent,
  type SendPolicy,
  type SendVerdict,
  type SmsResult,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { call, createFramework, errcodeOf, hold, sentenceOf, type TestFramework } from '../framework.js';
import { Riddle, SuspiciousPolicy } from '../challenges/riddle.js';
import { takenNumber, TestAccounts } from '../test-accounts.js';

const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };

const refused: SmsResult = { kind: 'refused', cause: new Error('no credit') };
const away: SmsResult = { kind: 'unavailable', taken: 'no', cause: new Error('down') };
const lost: SmsResult = { kind: 'unavailable', taken: 'unknown', cause: new Error('too slow') };
const rejected: SmsResult = { kind: 'rejected-destination', cause: new Error('opted out') };
const sent: SmsResult = { kind: 'sent', messageId: 'id' };

/** Allows all, each message with a receipt of its own, and notes what it learns. */
class LearningPolicy implements SendPolicy {
  readonly judged: SendCandidate[] = [];
  readonly receipts: string[] = [];
  readonly events: SendEvent[] = [];

  judge(candidate: SendCandidate): SendVerdict {
    const receipt = randomBytes(48).toString('base64url');
    this.judged.push(candidate);
    this.receipts.push(receipt);
    return { kind: 'allow', receipt };
  }

  learn(event: SendEvent): Promise<void> {
    this.events.push(event);
    return Promise.resolve();
  }

  /** The events of a kind, by the places of their receipts. */
  learned(kind: SendEvent['kind']): readonly number[] {
    return this.events
      .filter((event) => event.kind === kind)
      .map(({ receipt }) => this.receipts.indexOf(receipt));
  }
}

describe('a send policy that gives receipts, and never learns', () => {
  it('is as good as any other', async () => {
    const sendPolicy: SendPolicy = { judge: () => ({ kind: 'allow', receipt: 'AAAA' }) };
    const { threepid, sms, log } = createFramework({ sendPolicy });
    sms.answer = () => Promise.resolve({ kind: 'unavailable', taken: 'no', cause: undefined });
    await threepid.requestToken(request).catch(() => undefined);
    expect(log.filter(({ level }) => level === 'warn')).to.deep.equal([]);
  });
});

describe('a send policy that learns', () => {
  let policy: LearningPolicy;
  let framework: TestFramework;
  beforeEach(() => {
    create();
  });

  function create(options: Partial<ThreepidOptions> = {}): void {
    policy = new LearningPolicy();
    framework = createFramework({ sendPolicy: policy, ...options });
  }

  const ask = (changes: Partial<typeof request> = {}) =>
    framework.threepid.requestToken({ ...request, ...changes });
  const submit = (sid: string, token = framework.lastCode()) =>
    framework.threepid.submitToken({ sid, clientSecret, token });
  const answer = (result: SmsResult): void => {
    framework.sms.answer = () => Promise.resolve(result);
  };

  describe('of messages that were not sent', () => {
    const results: readonly (readonly [string, SmsResult, readonly number[]])[] = [
      ['sent', sent, []],
      ['refused by the provider', refused, [0]],
      ['certainly not taken by the provider', away, [0]],
      ['perhaps taken by the provider', lost, []],
      ['rejected for its destination', rejected, []],
    ];
    for (const [what, result, failed] of results) {
      it(`is told of ${String(failed.length)} where one was ${what}`, async () => {
        answer(result);
        await errcodeOf(ask());
        expect(policy.learned('failed')).to.deep.equal(failed);
        expect(policy.events).to.have.length(failed.length);
      });
    }

    it('gets the receipt and the time', async () => {
      framework.sms.answer = () => {
        framework.clock.advance(1_234);
        return Promise.resolve(refused);
      };
      const now = framework.clock.now() + 1_234;
      await errcodeOf(ask());
      expect(policy.events).to.deep.equal([{ kind: 'failed', receipt: policy.receipts[0], now }]);
    });

    it('is asked once for 200 equal calls at once in one process', async () => {
      const provider = hold<SmsResult>();
      framework.sms.answer = () => provider.promise;
      const calls = Array.from({ length: 200 }, () => ask());
      await new Promise((resolve) => setImmediate(resolve));
      provider.resolve(sent);
      expect(new Set((await Promise.all(calls)).map(({ sid }) => sid)).size).to.equal(1);
      expect(policy.judged).to.have.length(1);
      expect(policy.events).to.deep.equal([]);
    });

    it('is told of the equal calls of other processes than the one that sends', async () => {
      const storage = new MemorySessionStorage();
      const processes = Array.from({ length: 20 }, () => createFramework({ sendPolicy: policy, storage }));
      const [opened] = await Promise.all(processes.map(({ threepid }) => threepid.requestToken(request)));
      expect(new Set(policy.learned('unsent')).size).to.equal(19);
      expect(policy.events).to.have.length(19);
      const sender = processes.find(({ sms }) => sms.messages.length > 0);
      const token = sender?.lastCode() ?? '';
      await sender?.threepid.submitToken({ sid: opened?.sid ?? '', clientSecret, token });
      const [verified = -1] = policy.learned('verified');
      expect(policy.learned('unsent')).not.to.include(verified);
    });

    it('is told of a repeated call that needs no message', async () => {
      await ask();
      await ask();
      expect(policy.learned('unsent')).to.deep.equal([1]);
    });

    it("is told of messages that the number's limit refused, of 200 at once", async () => {
      const secrets = Array.from({ length: 200 }, (_, index) => `secret${index}`);
      await Promise.all(secrets.map((secret) => errcodeOf(ask({ clientSecret: secret }))));
      expect(framework.sms.messages).to.have.length(5);
      expect(new Set(policy.learned('unsent')).size).to.equal(195);
      expect(policy.events).to.have.length(195);
    });

    it('is told of one where the storage is down', async () => {
      const storage = new MemorySessionStorage();
      storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
      create({ storage });
      expect(await errcodeOf(ask())).to.include('StorageUnavailableError');
      expect(policy.learned('unsent')).to.deep.equal([0]);
    });

    it('is asked after the client was counted, and not at all where it has no messages left', async () => {
      create({ limits: { perAddress: [{ messages: 1, windowMs: 1_000 }] } });
      const clientAddress = '203.0.113.7';
      await framework.threepid.requestToken({ ...request, clientAddress });
      const again = { ...request, clientAddress, sendAttempt: 2 };
      expect(await errcodeOf(framework.threepid.requestToken(again))).to.equal('M_LIMIT_EXCEEDED');
      expect(policy.judged).to.have.length(1);
    });
  });

  describe('of verifications', () => {
    it('is told of the first of 200 at once, and of none after it', async () => {
      const { sid } = await ask();
      await Promise.all(Array.from({ length: 200 }, () => submit(sid)));
      await submit(sid);
      const { receipts } = policy;
      expect(policy.events).to.deep.equal([
        { kind: 'verified', receipt: receipts[0], now: framework.clock.now() },
      ]);
    });

    it('is told nothing of wrong codes', async () => {
      const { sid } = await ask();
      await errcodeOf(submit(sid, 'no code'));
      expect(policy.events).to.deep.equal([]);
    });

    it('gets the receipt of the last message that was sent', async () => {
      await ask();
      const { sid } = await ask({ sendAttempt: 2 });
      answer(refused);
      await errcodeOf(ask({ sendAttempt: 3 }));
      await submit(sid);
      expect(policy.learned('failed')).to.deep.equal([2]);
      expect(policy.learned('verified')).to.deep.equal([1]);
    });

    it('gets the receipt whatever secrets were added since', async () => {
      const storage = new MemorySessionStorage();
      const [older, newer] = ['the older secret, of a good length', 'the newer secret, of a good length'];
      create({ storage, secret: older });
      const { sid } = await ask();
      const rotated = createFramework({
        storage,
        secret: [newer, older],
        indexSecret: older,
        sendPolicy: policy,
      });
      await rotated.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
      expect(policy.learned('verified')).to.deep.equal([0]);
    });

    it('is told of none of a concealed answer, whose message it judges as any other', async () => {
      create({
        accountDirectory: new TestAccounts(),
        homeserver: { publicUrl: 'https://matrix.example.org', availability: 'concealed' },
      });
      const concealed = { ...request, country: '', phoneNumber: takenNumber, purpose: 'register' as const };
      const { sid } = await framework.threepid.requestTokenForHomeserver(concealed);
      answer(refused);
      await errcodeOf(framework.threepid.requestTokenForHomeserver({ ...concealed, sendAttempt: 2 }));
      expect(policy.judged.map(({ purpose }) => purpose)).to.deep.equal(['in-use', 'in-use']);
      for (let guess = 0; guess < 5; guess += 1) await errcodeOf(submit(sid, `00000${guess}`));
      expect(policy.learned('failed')).to.deep.equal([1]);
      expect(policy.learned('verified')).to.deep.equal([]);
    });
  });

  it('neither judges test numbers nor learns of them', async () => {
    const number = '+447400123456';
    create({
      production: false,
      testNumbers: [{ number, code: '012345', until: Date.UTC(2030, 0, 1) }],
    });
    const configured = await ask();
    await ask();
    await submit(configured.sid, '012345');
    const fictional = await ask({ phoneNumber: '07700900001' });
    await submit(fictional.sid);
    expect([policy.judged, policy.events]).to.deep.equal([[], []]);
  });

  const failures: Readonly<Record<string, () => Promise<void>>> = {
    rejects: () => Promise.reject(new Error('key=sk_live_51HG7d')),
    throws: () => {
      throw new Error('key=sk_live_51HG7d');
    },
  };
  for (const [how, fail] of Object.entries(failures)) {
    it(`changes no answer where learning ${how}, and the log says so without the message`, async () => {
      policy.learn = fail;
      const first = await ask();
      expect(await ask()).to.deep.equal(first);
      expect(await errcodeOf(submit(first.sid))).to.equal('none');
      answer(refused);
      expect(await errcodeOf(ask({ sendAttempt: 2 }))).to.equal('M_SEND_ERROR');
      const warnings = framework.log.filter(({ level }) => level === 'warn');
      expect(warnings.map(({ fields }) => fields['event'])).to.deep.equal(['unsent', 'verified', 'failed']);
      for (const { message } of warnings)
        expect(message).to.equal('the send policy did not learn what became of a message');
      expect(warnings[0]?.fields['err']).to.include({ type: 'Error' });
      expect(JSON.stringify(framework.log)).not.to.include('sk_live');
      expect(JSON.stringify(framework.log)).not.to.include(policy.receipts[0]);
    });
  }

  it('is asked with all that is known of the message', async () => {
    const clientAddress = '203.0.113.7';
    await framework.threepid.requestToken({ ...request, clientAddress, record: { id: 'the-request' } });
    await framework.threepid.deliverMessage({ phoneNumber: '+447400123457', code: '561166', id: 'one' });
    const known = { country: 'GB', numberType: 'mobile', purpose: 'verify', proved: false } as const;
    const now = framework.clock.now();
    expect(policy.judged).to.deep.equal([
      { ...known, msisdn: '447400123456', clientAddress, requestId: 'the-request', now },
      {
        ...known,
        msisdn: '447400123457',
        clientAddress: undefined,
        requestId: undefined,
        verifiedElsewhere: true,
        now,
      },
    ]);
  });

  it('may say what it would have refused if it did more than watch, for events', async () => {
    const raised: ThreepidEvent[] = [];
    const events = (event: ThreepidEvent) => void raised.push(event);
    const monitored = { rule: 'guard.block', retryAfterMs: 5_000 };
    create({ events, sendPolicy: { judge: () => ({ kind: 'allow', monitored }) } });
    await ask();
    create({ events });
    await ask();
    expect(raised.map(({ kind }) => kind)).to.deep.equal([
      'requested',
      'refused',
      'sent',
      'requested',
      'sent',
    ]);
    expect(raised[1]).to.include({ ...monitored, isEnforced: false });
  });

  it('says why it refuses: to the caller, and in the log', async () => {
    create({ sendPolicy: { judge: () => ({ kind: 'refuse', reason: 'not today' }) } });
    const asking = framework.threepid.requestToken({ ...request, record: { id: 'the-request' } });
    expect(await sentenceOf(asking)).to.equal('No message can be sent to this number: not today');
    expect(framework.log).to.deep.equal([
      {
        level: 'info',
        fields: { requestId: 'the-request', msisdn: '+44********56', reason: 'not today' },
        message: 'destination refused',
      },
    ]);
  });

  it('need not learn, nor give receipts', async () => {
    const verdicts: readonly SendVerdict[] = [{ kind: 'allow', receipt: 'AAAA' }, { kind: 'allow' }];
    for (const verdict of verdicts) {
      const learned: SendEvent[] = [];
      const learn = (event: SendEvent): void => void learned.push(event);
      const sendPolicy = { judge: () => verdict, ...(verdict === verdicts[0] ? {} : { learn }) };
      create({ sendPolicy });
      const { sid } = await ask();
      await ask();
      expect(await errcodeOf(submit(sid))).to.equal('none');
      expect(learned).to.deep.equal([]);
    }
    create({ sendPolicy: { judge: () => ({ kind: 'allow', receipt: 'AAAA' }) } });
    for (let count = 0; count < 2; count += 1) await ask();
    expect(framework.log.filter(({ level }) => level === 'warn')).to.deep.equal([]);
  });

  describe('whose receipt is none', () => {
    const wrong: readonly unknown[] = [
      '',
      'A'.repeat(65),
      'A'.repeat(67),
      'A',
      'AAA=',
      'A+/A',
      'AB',
      7,
      null,
      {},
    ];
    for (const receipt of wrong) {
      it(`sends nothing and answers 500: ${JSON.stringify(receipt)}`, async () => {
        create({ sendPolicy: { judge: () => ({ kind: 'allow', receipt: receipt as string }) } });
        const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
        const body = {
          client_secret: clientSecret,
          country: 'GB',
          phone_number: '07400123456',
          send_attempt: 1,
        };
        const { status, json } = await call(framework, 'POST', path, body);
        expect([status, json()['errcode']]).to.deep.equal([500, 'M_UNKNOWN']);
        expect(framework.sms.messages).to.have.length(0);
        expect(framework.log.at(-1)?.fields['err']).to.include({ type: 'TypeError' });
        expect(JSON.stringify(framework.log.at(-1))).to.include(
          'threepid: the receipt of a SendPolicy must be 1 to 48 bytes in base64url without padding',
        );
      });
    }

    it('charges the client nothing', async () => {
      const limits = { perAddress: [{ messages: 1, windowMs: 1_000 }] };
      let receipt = 'none.';
      create({ limits, sendPolicy: { judge: () => ({ kind: 'allow', receipt }) } });
      const from = { ...request, clientAddress: '203.0.113.7' };
      expect(await errcodeOf(framework.threepid.requestToken(from))).to.include('TypeError');
      receipt = 'AAAA';
      expect(await errcodeOf(framework.threepid.requestToken(from))).to.equal('none');
    });
  });
});

describe('an answer to the challenge that a policy asks for', () => {
  let policy: SuspiciousPolicy;
  let riddle: Riddle;
  let framework: TestFramework;
  beforeEach(() => {
    policy = new SuspiciousPolicy();
    riddle = new Riddle();
    framework = createFramework({ sendPolicy: policy, challenge: riddle });
  });

  const ask = (changes: object = {}) =>
    errcodeOf(framework.threepid.requestToken({ ...request, ...changes }));
  /** The answer to the challenge of a first request. */
  const solve = async (): Promise<string> => {
    expect(await ask()).to.equal('M_LIMIT_EXCEEDED');
    return riddle.solve();
  };

  it('has the policy judge the message once more, as proved', async () => {
    expect(await ask({ challengeAnswer: await solve() })).to.equal('none');
    expect(policy.asked).to.deep.equal([false, false, true]);
    expect(framework.sms.messages).to.have.length(1);
  });

  const verdicts: Readonly<Record<string, () => SendVerdict>> = {
    delays: () => ({ kind: 'delay', retryAfterMs: 1_000 }),
    refuses: () => ({ kind: 'refuse', reason: 'not today' }),
    fails: () => {
      throw new Error('down');
    },
  };
  for (const [what, judge] of Object.entries(verdicts))
    it(`is not used up if the policy ${what} all the same`, async () => {
      const challengeAnswer = await solve();
      const { whenProved } = policy;
      Object.defineProperty(policy, 'whenProved', { get: judge, configurable: true });
      expect(await ask({ challengeAnswer })).not.to.equal('none');
      Object.defineProperty(policy, 'whenProved', { value: whenProved });
      expect(await ask({ challengeAnswer })).to.equal('none');
    });

  it('is not used up where the storage is down, but where the provider fails', async () => {
    const challengeAnswer = await solve();
    const { storage, sms } = framework;
    const open = storage.open.bind(storage);
    storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
    expect(await ask({ challengeAnswer })).to.include('StorageUnavailableError');
    storage.open = open;
    sms.answer = () => Promise.resolve(refused);
    expect(await ask({ challengeAnswer })).to.equal('M_SEND_ERROR');
    sms.answer = () => Promise.resolve(sent);
    expect(await ask({ challengeAnswer })).to.equal('M_LIMIT_EXCEEDED');
  });
});
