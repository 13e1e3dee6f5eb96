import {
  createThreepid,
  MatrixError,
  StorageUnavailableError,
  type BalanceStorage,
  type Challenge,
  type GuardMode,
  type ThreepidOptions,
} from '@threepid/core';
import { MemoryBalanceStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  call,
  createFramework,
  errcodeOf,
  hostPolicy,
  noAddressLimits,
  RecordingSmsSender,
  recordingLogger,
  type LogLine,
  type TestFramework,
} from '../framework.js';

const hour = 3_600_000;
const address = '203.0.113.7';

/** A number of the block of 10,000 that an attacker pumps. */
const pumped = (index: number): string => `0740012${String(index).padStart(4, '0')}`;

function guarded(options: Partial<ThreepidOptions> = {}): TestFramework {
  return createFramework({ guard: {}, ...options });
}

function ask({ threepid }: TestFramework, change: object = {}) {
  return threepid.requestToken({
    clientSecret: 'monkeys_are_GREAT',
    country: 'GB',
    phoneNumber: '07400123456',
    clientAddress: address,
    ...change,
  });
}

async function verify(framework: TestFramework, change: object = {}): Promise<void> {
  const { sid } = await ask(framework, change);
  const { clientSecret } = { clientSecret: 'monkeys_are_GREAT', ...change };
  await framework.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
}

/** Pumps a block of numbers, each from an address of its own: the messages that were sent. */
async function pump(framework: TestFramework, requests: number): Promise<number> {
  const before = framework.sms.messages.length;
  for (let index = 0; index < requests; index += 1) {
    const asking = ask(framework, {
      phoneNumber: pumped(index),
      clientAddress: `198.51.${index >> 8}.${index & 255}`,
    });
    expect(await errcodeOf(asking)).to.be.oneOf(['none', 'M_LIMIT_EXCEEDED']);
    framework.clock.advance(1_000);
  }
  return framework.sms.messages.length - before;
}

const decisions = ({ log }: TestFramework, level: string): readonly LogLine[] =>
  log.filter((line) => line.level === level && line.message.includes('guard'));

describe('the guard', () => {
  it('stops the pumping of a range, by thousands of addresses', async () => {
    expect(await pump(guarded({ guard: { mode: 'off' } }), 200)).to.equal(200);
    expect(await pump(guarded(), 200)).to.be.within(1, 20);
  });

  it('is there if no option says anything of it', async () => {
    const sms = new RecordingSmsSender();
    const storage = new MemorySessionStorage();
    const threepid = createThreepid({ secret: 'a secret for tests, of a good length', storage, sms });
    const framework = { ...guarded(), threepid };
    for (let count = 0; count < 5; count += 1) await errcodeOf(ask(framework));
    expect(sms.messages).to.have.length(3);
  });

  it('lets people through who verify', async () => {
    const framework = guarded();
    for (let index = 0; index < 300; index += 1) {
      await verify(framework, { phoneNumber: `07400${String(100_000 + 977 * index)}` });
      framework.clock.advance(60_000);
    }
    expect(framework.sms.messages).to.have.length(300);
  });

  it('is asked after the fixed rules, and charges nothing for what they refuse', async () => {
    const balances = new MemoryBalanceStorage();
    const framework = guarded({ guard: { balances }, destinations: { deny: ['GB'] } });
    expect(await errcodeOf(ask(framework))).to.equal('M_DESTINATION_REJECTED');
    expect(balances.size).to.equal(0);
  });

  it('lets the owner of a number through that strangers ask for all day', async () => {
    const framework = guarded();
    await verify(framework, { clientSecret: 'owner' });
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const stranger = { clientSecret: `s${minute}`, clientAddress: `198.51.${minute >> 8}.${minute & 255}` };
      await errcodeOf(ask(framework, stranger));
      framework.clock.advance(60_000);
    }
    expect(await errcodeOf(ask(framework, { clientAddress: '192.0.2.1' }))).to.equal('M_LIMIT_EXCEEDED');
    expect(await errcodeOf(ask(framework, { clientSecret: 'owner.again' }))).to.equal('none');
  });

  describe('while the provider fails', () => {
    const down = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') } as const);
    const sends = () => Promise.resolve({ kind: 'sent', messageId: 'id' } as const);

    it('lets no address ask it without end', async () => {
      const framework = guarded();
      framework.sms.answer = down;
      const codes: string[] = [];
      for (let index = 0; index < 200; index += 1)
        codes.push(await errcodeOf(ask(framework, { phoneNumber: `07400${String(100_000 + 977 * index)}` })));
      expect(codes.filter((code) => code === 'M_SEND_ERROR')).to.have.length(16);
    });

    it('lets no network ask it without end, by address after address', async () => {
      const framework = guarded();
      framework.sms.answer = down;
      const codes: string[] = [];
      for (let index = 0; index < 100; index += 1) {
        const phoneNumber = `07400${String(100_000 + 10_007 * (index % 90))}`;
        codes.push(await errcodeOf(ask(framework, { phoneNumber, clientAddress: `198.51.100.${index}` })));
      }
      expect(codes.filter((code) => code === 'M_SEND_ERROR')).to.have.length(32);
    });

    it('lets nobody ask it without end for a number that they have verified', async () => {
      const framework = guarded({ guard: { mode: 'enforce' }, limits: false });
      await verify(framework);
      framework.sms.answer = down;
      const codes: string[] = [];
      for (let count = 0; count < 200; count += 1) codes.push(await errcodeOf(ask(framework)));
      expect(codes.filter((code) => code === 'M_SEND_ERROR')).to.have.lengthOf.within(1, 24);
    });

    it('lets people through after it who have tried again and again', async () => {
      const framework = guarded();
      framework.sms.answer = down;
      for (let person = 0; person < 200; person += 1) {
        const asking = { phoneNumber: pumped(person), clientAddress: `198.${person}.100.7` };
        for (let tries = 0; tries < 10; tries += 1)
          expect(await errcodeOf(ask(framework, asking))).to.equal('M_SEND_ERROR');
      }
      framework.sms.answer = sends;
      const asking = { phoneNumber: pumped(0), clientAddress: '198.0.100.7' };
      expect(await errcodeOf(ask(framework, asking))).to.equal('none');
    });
  });

  it('answers 429 with a time after which asking succeeds', async () => {
    const framework = guarded();
    for (let count = 0; count < 3; count += 1) await ask(framework);
    const error: unknown = await ask(framework).catch((thrown: unknown) => thrown);
    if (!(error instanceof MatrixError) || error.retryAfterMs === undefined) throw error;
    expect(error).to.include({ errcode: 'M_LIMIT_EXCEEDED', status: 429 });
    framework.clock.advance(error.retryAfterMs - 1);
    expect(await errcodeOf(ask(framework))).to.equal('M_LIMIT_EXCEEDED');
    framework.clock.advance(1);
    expect(await errcodeOf(ask(framework))).to.equal('none');
  });

  it('answers so over HTTP, and with a Retry-After', async () => {
    const framework = guarded();
    const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
    const body = { client_secret: 'a', country: 'GB', phone_number: '07400123456' };
    for (let count = 0; count < 3; count += 1) await call(framework, 'POST', path, body, {}, address);
    const answer = await call(framework, 'POST', path, body, {}, address);
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
    const ms = Number(answer.json()['retry_after_ms']);
    expect(ms).to.be.within(1, 48 * hour);
    expect(answer.headers).to.include({ 'retry-after': String(Math.ceil(ms / 1_000)) });
  });

  it('asks for a proof only where one helps, and for more work where a country or all of them are short', async () => {
    const numbers = {
      number: [{}, {}],
      address: [{}, { phoneNumber: '07400223456' }],
      country: [{}, { phoneNumber: '07400223456', clientAddress: '192.0.2.1' }],
      all: [{}, { country: 'DE', phoneNumber: '015123456789', clientAddress: '192.0.2.1' }],
    };
    for (const [group, difficulty] of [
      ['number', undefined],
      ['address', 1],
      ['country', 4],
      ['all', 4],
    ] as const) {
      const difficulties: number[] = [];
      const challenge: Challenge = {
        name: 'noting',
        make: (proposal) => {
          difficulties.push(proposal.difficulty);
          return { type: 'noting' };
        },
        check: () => ({ kind: 'unsolved', reason: 'nobody solves it' }),
      };
      const framework = guarded({ challenge, guard: { terms: { [group]: { start: 1_000 } } } });
      const [first, second] = numbers[group];
      await ask(framework, first);
      expect(await errcodeOf(ask(framework, second)), group).to.equal('M_LIMIT_EXCEEDED');
      expect(difficulties, group).to.deep.equal(difficulty === undefined ? [] : [difficulty]);
    }
  });

  it('answers an equal call again, which needs no message', async () => {
    const framework = guarded();
    const first = await ask(framework, { sendAttempt: 1 });
    for (let count = 2; count < 4; count += 1) await ask(framework, { sendAttempt: count });
    expect(await ask(framework, { sendAttempt: 3 })).to.deep.equal(first);
    expect(await errcodeOf(ask(framework, { sendAttempt: 4 }))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('sends one message for 200 equal requests at once, and answers all of them', async () => {
    const framework = guarded();
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(framework, { sendAttempt: 1 })));
    expect(new Set(answers.map(({ sid }) => sid)).size).to.equal(1);
    expect(framework.sms.messages).to.have.length(1);
  });

  it('charges once for 200 equal requests at once, whoever asks', async () => {
    const balances = new CountingBalances();
    const framework = guarded({ guard: { balances } });
    const calls = Array.from({ length: 200 }, (_, index) =>
      ask(framework, { sendAttempt: 1, clientAddress: `198.51.100.${index}`, challengeAnswer: `${index}` }),
    );
    expect(new Set((await Promise.all(calls)).map(({ sid }) => sid)).size).to.equal(1);
    expect(balances).to.include({ charges: 1, refunds: 0 });
  });

  const attempts: Readonly<Record<string, (call: number) => number>> = {
    'equal requests': () => 200,
    'requests that differ in their attempt': (call) => 1 + call,
  };
  for (const [requests, attemptOf] of Object.entries(attempts)) {
    it(`refuses nobody while 12 old sessions are asked for by 200 ${requests} each`, async () => {
      const storage = slowToOpen(new MemorySessionStorage());
      const framework = guarded({ storage });
      const person = (index: number) => ({
        phoneNumber: `0${String(7_400_100_000 + 10_007 * index)}`,
        clientAddress: `198.${index}.100.7`,
        sendAttempt: 200,
      });
      for (let index = 0; index < 30; index += 1) await verify(framework, person(index));
      for (let index = 0; index < 12; index += 1) await ask(framework, person(40 + index));
      const repeated = Array.from({ length: 12 * 200 }, (_, index) =>
        ask(framework, {
          ...person(40 + (index % 12)),
          sendAttempt: attemptOf(Math.floor(index / 12)),
          clientAddress: `203.0.${index >> 8}.${index & 255}`,
        }),
      );
      const honest = Array.from({ length: 40 }, (_, index) => errcodeOf(ask(framework, person(100 + index))));
      expect(new Set(await Promise.all(honest))).to.deep.equal(new Set(['none']));
      await Promise.all(repeated);
      expect(framework.sms.messages).to.have.length(30 + 12 + 40);
    });
  }

  it('refunds a number what certainly was not sent', async () => {
    const framework = guarded();
    framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
    for (let count = 0; count < 10; count += 1)
      expect(await errcodeOf(ask(framework))).to.equal('M_SEND_ERROR');
    framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
    for (let count = 0; count < 3; count += 1) expect(await errcodeOf(ask(framework))).to.equal('none');
    expect(await errcodeOf(ask(framework))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('pays back once, however often the code is submitted', async () => {
    const balances = new CountingBalances();
    const framework = guarded({ guard: { balances } });
    const { sid } = await ask(framework);
    const code = { sid, clientSecret: 'monkeys_are_GREAT', token: framework.lastCode() };
    await Promise.all(Array.from({ length: 50 }, () => framework.threepid.submitToken(code)));
    expect(balances).to.include({ charges: 1, paybacks: 1, refunds: 0 });
  });

  it('sends nothing while its balances cannot be reached', async () => {
    const framework = guarded({ guard: { balances: unreachable } });
    expect(await errcodeOf(ask(framework))).to.include('StorageUnavailable');
    expect(framework.sms.messages).to.deep.equal([]);
  });

  it('charges nothing for what another product has made, which nobody verifies', async () => {
    const { threepid, sms } = guarded({ guard: { balances: unreachable } });
    await threepid.deliverMessage({ phoneNumber: '+447400123456', code: '123456', id: 'a' });
    expect(sms.messages).to.have.lengthOf(1);
  });

  it('lets a code validate though nothing could be paid back', async () => {
    const balances = new MemoryBalanceStorage();
    balances.payBack = () => Promise.reject(new StorageUnavailableError('gone'));
    await verify(guarded({ guard: { balances } }));
  });

  it('learns nothing of a message that another policy has judged before it', async () => {
    const storage = new MemorySessionStorage();
    const before = guarded({ storage, sendPolicy: { judge: () => ({ kind: 'allow', receipt: 'abcd' }) } });
    const { sid } = await ask(before);
    const framework = guarded({ storage });
    const code = { sid, clientSecret: 'monkeys_are_GREAT', token: before.lastCode() };
    await framework.threepid.submitToken(code);
    expect(framework.log.map(({ message }) => message)).to.deep.equal(['session validated']);
    expect(storage.balances.size).to.equal(0);
  });

  it('takes other terms', async () => {
    const framework = guarded({ guard: { terms: { pair: { start: 1_000 } } } });
    await ask(framework);
    expect(await errcodeOf(ask(framework))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('takes numbers of no country as a country of their own', async () => {
    const framework = guarded({ destinations: { allow: ['001', 'GB'], numberTypes: ['unknown', 'mobile'] } });
    const satellite = { country: '', phoneNumber: '+881612345678' };
    await verify(framework, satellite);
    expect(decisions(framework, 'debug')[0]?.fields).to.include({ country: '001' });
  });

  it('goes on with its balances while secrets are rotated', async () => {
    const storage = new MemorySessionStorage();
    const under = (...secret: readonly string[]) =>
      guarded({ storage, secret, indexSecret: 'the index secret of all of them' });
    for (const [index, secrets] of [['a'], ['b', 'a'], ['b']].entries())
      await ask(under(...secrets), { clientSecret: `s${index}` });
    expect(await errcodeOf(ask(under('c', 'b'), { clientSecret: 'last' }))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('of two frameworks with one storage has one balance; of two with one each, two', async () => {
    const storage = new MemorySessionStorage();
    const [one, other, alone] = [guarded({ storage }), guarded({ storage }), guarded()];
    for (let count = 0; count < 3; count += 1) await ask(one);
    expect(await errcodeOf(ask(other))).to.equal('M_LIMIT_EXCEEDED');
    expect(await errcodeOf(ask(alone))).to.equal('none');
  });

  it('keeps its balances apart from the sessions if it is told to', async () => {
    const balances = new MemoryBalanceStorage();
    const storage = new MemorySessionStorage();
    await ask(guarded({ storage, guard: { balances } }));
    expect([storage.balances.size === 0, balances.size > 0]).to.deep.equal([true, true]);
  });
});

describe('the modes of the guard', () => {
  const logged = async (
    mode: GuardMode,
    balances: BalanceStorage = new MemoryBalanceStorage(),
  ): Promise<TestFramework> => {
    const framework = guarded({ guard: { mode, balances }, limits: false });
    for (let count = 0; count < 5; count += 1) await errcodeOf(ask(framework));
    return framework;
  };

  it('enforce: what is delayed is not sent, and logged with group and time', async () => {
    const framework = await logged('enforce');
    expect(framework.sms.messages).to.have.length(3);
    const lines = decisions(framework, 'info');
    expect(lines).to.have.length(2);
    expect(lines[0]?.message).to.equal('message delayed by the guard');
    expect(lines[0]?.fields).to.include({ mode: 'enforce', group: 'pair', lane: 'nobody', country: 'GB' });
    expect(lines[0]?.fields['retryAfterMs']).to.be.greaterThan(hour);
    expect(decisions(framework, 'debug').map(({ fields }) => fields)).to.deep.equal(
      Array.from({ length: 3 }, () => ({ mode: 'enforce', lane: 'nobody', country: 'GB' })),
    );
  });

  it('monitor: everything is sent, and logged as enforce would', async () => {
    const [enforce, monitor] = [await logged('enforce'), await logged('monitor')];
    expect(monitor.sms.messages).to.have.length(5);
    expect(decisions(monitor, 'info').map(({ fields }) => fields)).to.deep.equal(
      decisions(enforce, 'info').map(({ fields }) => ({ ...fields, mode: 'monitor' })),
    );
    expect(decisions(monitor, 'info')[0]?.message).to.equal('message that the guard would have delayed');
  });

  it('monitor: what would not have been sent pays nothing back', async () => {
    const balances = new CountingBalances();
    const framework = guarded({ guard: { mode: 'monitor', balances }, limits: noAddressLimits });
    for (let count = 0; count < 4; count += 1) await verify(framework, { clientSecret: `s${count}` });
    expect(balances.paybacks).to.equal(4);
    for (let count = 0; count < 20; count += 1)
      await errcodeOf(ask(framework, { phoneNumber: pumped(count) }));
    framework.clock.advance(1);
    const before = balances.paybacks;
    await verify(framework, { phoneNumber: pumped(30), clientSecret: 'late' });
    expect(decisions(framework, 'info')).not.to.deep.equal([]);
    expect(balances.paybacks).to.equal(before);
  });

  it('monitor: everything is sent though the balances cannot be reached', async () => {
    const framework = guarded({ guard: { mode: 'monitor', balances: unreachable } });
    expect(await errcodeOf(ask(framework))).to.equal('none');
    expect(decisions(framework, 'warn')).to.have.length(1);
  });

  it('off: nothing is charged, and the fixed rules stay', async () => {
    const balances = new MemoryBalanceStorage();
    const framework = await logged('off', balances);
    expect(framework.sms.messages).to.have.length(5);
    expect(balances.size).to.equal(0);
    expect(decisions(framework, 'info')).to.deep.equal([]);
    const refused = guarded({ guard: { mode: 'off' }, destinations: { deny: ['GB'] } });
    expect(await errcodeOf(ask(refused))).to.equal('M_DESTINATION_REJECTED');
  });

  it('log no number, no address and nothing made from them', async () => {
    const lines: LogLine[] = [];
    const framework = guarded({ logger: recordingLogger(lines) });
    for (let count = 0; count < 5; count += 1) await errcodeOf(ask(framework));
    const guard = lines.filter(({ message }) => message.includes('guard'));
    expect(guard).to.have.length(5);
    const names = new Set(guard.flatMap(({ fields }) => Object.keys(fields)));
    expect([...names]).to.have.members(['mode', 'lane', 'country', 'group', 'retryAfterMs']);
    expect(JSON.stringify(guard)).not.to.match(/7400|203\.0|monkeys/);
  });

  it('are off where all limits are, unless one is set', async () => {
    const storage = new MemorySessionStorage();
    const framework = guarded({ storage, limits: false });
    for (let count = 0; count < 30; count += 1) expect(await errcodeOf(ask(framework))).to.equal('none');
    expect(storage.balances.size).to.equal(0);
    const guardedStill = guarded({ storage, limits: false, guard: { mode: 'enforce' } });
    for (let count = 0; count < 3; count += 1) await ask(guardedStill);
    expect(await errcodeOf(ask(guardedStill))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('give place to a sendPolicy of the host', async () => {
    const storage = new MemorySessionStorage();
    const framework = guarded({ storage, ...hostPolicy, limits: false });
    for (let count = 0; count < 5; count += 1) expect(await errcodeOf(ask(framework))).to.equal('none');
    expect(storage.balances.size).to.equal(0);
  });
});

/** Counts its steps. */
class CountingBalances extends MemoryBalanceStorage {
  charges = 0;
  paybacks = 0;
  refunds = 0;

  override charge(...message: Parameters<BalanceStorage['charge']>) {
    this.charges += 1;
    return super.charge(...message);
  }

  override payBack(...message: Parameters<BalanceStorage['payBack']>) {
    this.paybacks += 1;
    return super.payBack(...message);
  }

  override refund(...message: Parameters<BalanceStorage['refund']>) {
    this.refunds += 1;
    return super.refund(...message);
  }
}

/** Opens sessions only after the requests that came at the same time were judged, as a storage elsewhere does. */
function slowToOpen(storage: MemorySessionStorage): MemorySessionStorage {
  const open = storage.open.bind(storage);
  storage.open = async (session) => {
    await new Promise((resolve) => setImmediate(resolve));
    return open(session);
  };
  return storage;
}

const gone = () => Promise.reject(new StorageUnavailableError('gone'));
const unreachable: BalanceStorage = {
  name: 'gone',
  charge: gone,
  payBack: gone,
  refund: gone,
  forget: gone,
  read: gone,
};
