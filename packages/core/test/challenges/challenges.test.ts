import { MatrixError, StorageUnavailableError, type ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { HeardEvents } from '../events/heard-events.js';
import { call, createFramework, noAddressLimits, sentenceOf, type TestFramework } from '../framework.js';
import { freeNumber, TestAccounts } from '../test-accounts.js';
import { Riddle, SuspiciousPolicy } from './riddle.js';

const request = { clientSecret: 'monkeys_are_GREAT', country: '', phoneNumber: freeNumber, sendAttempt: 1 };
const plainLimit = {
  errcode: 'M_LIMIT_EXCEEDED',
  error: 'Too many messages; try again later',
  retry_after_ms: 5_000,
};

describe('a challenge', () => {
  let riddle: Riddle;
  let policy: SuspiciousPolicy;
  let framework: TestFramework;
  beforeEach(() => {
    create();
  });

  function create(options: Partial<ThreepidOptions> = {}): void {
    riddle = new Riddle();
    policy = new SuspiciousPolicy();
    framework = createFramework({ sendPolicy: policy, challenge: riddle, ...options });
  }

  const ask = (changes: object = {}, { threepid } = framework) =>
    threepid.requestToken({ ...request, ...changes }).then(
      () => 'sent',
      (error: unknown) => {
        if (!(error instanceof MatrixError)) return String(error);
        const { errcode, status, challenge } = error;
        return challenge === undefined ? `${errcode} ${String(status)}` : 'challenged';
      },
    );
  /** Asks where the policy needs no proof. */
  const askUnproved = async (changes: object) => {
    const { whenNot } = policy;
    policy.whenNot = { kind: 'allow' };
    const answer = await ask(changes);
    policy.whenNot = whenNot;
    return answer;
  };
  const refusals = () =>
    framework.log.filter(({ message }) => message.includes('refused')).map(({ fields }) => fields['reason']);

  it('lets a message through that the policy would delay', async () => {
    expect(await ask()).to.equal('challenged');
    expect(framework.sms.messages).to.deep.equal([]);
    expect(await ask({ challengeAnswer: riddle.solve() })).to.equal('sent');
    expect(framework.sms.messages).to.have.length(1);
    expect(policy.asked).to.deep.equal([false, false, true]);
  });

  it('is as hard as the policy says', async () => {
    await ask();
    policy.whenNot = { kind: 'challenge', retryAfterMs: 5_000, difficulty: 4 };
    await ask();
    expect(riddle.made.map(({ difficulty }) => difficulty)).to.deep.equal([1, 4]);
  });

  it('counts once, of 100 equal answers at once, and for another session not at all', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    const spellings = Array.from({ length: 100 }, (_, index) => challengeAnswer + ' '.repeat(index));
    const answers = await Promise.all(
      spellings.map((spelling, index) => ask({ challengeAnswer: spelling, sendAttempt: index + 1 })),
    );
    expect(answers.filter((answer) => answer === 'sent')).to.have.length(1);
    expect(answers.filter((answer) => answer === 'challenged')).to.have.length(99);
    expect(refusals()).to.deep.equal(Array.from({ length: 99 }, () => 'it was used before'));
  });

  it('counts once over the processes that share a storage', async () => {
    const other = createFramework({ sendPolicy: policy, challenge: riddle, storage: framework.storage });
    await ask();
    const challengeAnswer = riddle.solve();
    expect(await ask({ challengeAnswer })).to.equal('sent');
    expect(await ask({ challengeAnswer, sendAttempt: 2 }, other)).to.equal('challenged');
  });

  it('says in the log which answer proves nothing, and why', async () => {
    await ask({ record: { id: 'the-request' } });
    const used = { challengeAnswer: riddle.solve(), record: { id: 'the-request' } };
    await ask({ ...used, challengeAnswer: 'bogus' });
    await ask(used);
    await ask({ ...used, sendAttempt: 2 });
    const refused = framework.log.filter(({ message }) => message === 'answer to a challenge refused');
    const fields = { requestId: 'the-request', challenge: 'riddle' };
    expect(refused).to.deep.equal(
      ['it is wrong', 'it was used before'].map((reason) => ({
        level: 'info',
        fields: { ...fields, reason },
        message: 'answer to a challenge refused',
      })),
    );
  });

  it('says what it cannot do: to the caller, or in the log', async () => {
    const storage = new MemorySessionStorage();
    storage.refund = () => Promise.reject(new StorageUnavailableError('down'));
    create({ storage });
    await ask();
    policy.whenProved = { kind: 'delay', retryAfterMs: 1_000 };
    await ask({ challengeAnswer: riddle.solve(), record: { id: 'the-request' } });
    const warned = framework.log.find(({ level }) => level === 'warn');
    expect(warned?.message).to.equal('an answer to a challenge that came to nothing stays used up');
    expect(warned?.fields).to.have.property('requestId', 'the-request');
    expect(warned?.fields['err']).to.include({ message: 'down' });
    expect(await ask()).to.equal('challenged');
    expect(await ask({ challengeAnswer: riddle.solve() })).to.equal('M_LIMIT_EXCEEDED 429');
    riddle.failure = new Error('down');
    const asking = framework.threepid.requestToken({ ...request, challengeAnswer: 'any' });
    expect(await sentenceOf(asking)).to.equal('The answer to the challenge cannot be checked now');
  });

  it('answers an equal call again, which needs no message', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    expect(await ask({ challengeAnswer })).to.equal('sent');
    expect(await ask({ challengeAnswer })).to.equal('sent');
    expect(framework.sms.messages).to.have.length(1);
  });

  for (const [what, changes] of [
    ['another number', { phoneNumber: '+447400123456' }],
    ['another client secret', { clientSecret: 'another' }],
  ] as const)
    it(`belongs to its own session: ${what} can't use it`, async () => {
      await ask();
      const challengeAnswer = riddle.solve();
      expect(await ask({ ...changes, challengeAnswer })).to.equal('challenged');
      expect(refusals()).to.deep.equal(['it is wrong']);
      expect(await ask({ challengeAnswer })).to.equal('sent');
    });

  it('expires', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    framework.clock.advance(60_000);
    expect(await ask({ challengeAnswer })).to.equal('challenged');
    expect(refusals()).to.deep.equal(['it is expired']);
  });

  it('is remembered as used until it is expired by every clock, and no longer', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    await ask({ challengeAnswer });
    riddle.lifetimeMs = 24 * 3_600_000;
    framework.clock.advance(60_000 + 2 * 60_000 - 1);
    expect(await ask({ challengeAnswer, sendAttempt: 2 })).to.equal('challenged');
    framework.clock.advance(1);
    expect(await ask({ challengeAnswer, sendAttempt: 2 })).to.equal('sent');
  });

  it('is not used up where the policy needs no proof, or refuses all the same', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    policy.whenNot = { kind: 'allow' };
    expect(await ask({ challengeAnswer })).to.equal('sent');
    policy.whenNot = { kind: 'challenge', retryAfterMs: 5_000 };
    policy.whenProved = { kind: 'delay', retryAfterMs: 9_000 };
    expect(await ask({ challengeAnswer, sendAttempt: 2 })).to.equal('M_LIMIT_EXCEEDED 429');
    policy.whenProved = { kind: 'refuse', reason: 'no' };
    expect(await ask({ challengeAnswer, sendAttempt: 2 })).to.equal('M_DESTINATION_REJECTED 400');
    policy.whenProved = { kind: 'allow' };
    expect(await ask({ challengeAnswer, sendAttempt: 2 })).to.equal('sent');
  });

  it('is not used up where a budget, a limit of the number or the storage stops the message', async () => {
    const storage = new MemorySessionStorage();
    const limits = { ...noAddressLimits, perNumber: [{ messages: 1, windowMs: 60_000 }] };
    create({ storage, limits, guard: { prices: { default: 1 }, budgets: { day: 2 } } });
    riddle.lifetimeMs = 48 * 3_600_000;
    await ask();
    const challengeAnswer = riddle.solve();
    const open = storage.open.bind(storage);
    storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
    expect(await ask({ challengeAnswer })).to.include('StorageUnavailableError');
    storage.open = open;
    expect(await askUnproved({ clientSecret: 'another' })).to.equal('sent');
    expect(await ask({ challengeAnswer })).to.equal('M_LIMIT_EXCEEDED 429');
    framework.clock.advance(60_000);
    expect(await askUnproved({ phoneNumber: '+447400123456' })).to.equal('sent');
    expect(await ask({ challengeAnswer })).to.equal('M_LIMIT_EXCEEDED 429');
    framework.clock.advance(24 * 3_600_000);
    expect(await ask({ challengeAnswer })).to.equal('sent');
  });

  it('is used up where the provider fails, so that nobody asks it without end', async () => {
    framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
    await ask();
    const challengeAnswer = riddle.solve();
    expect(await ask({ challengeAnswer })).to.equal('M_SEND_ERROR 400');
    expect(await ask({ challengeAnswer })).to.equal('challenged');
  });

  it('is not asked for twice: a policy that still wants one delays', async () => {
    await ask();
    policy.whenProved = policy.whenNot;
    expect(await ask({ challengeAnswer: riddle.solve() })).to.equal('M_LIMIT_EXCEEDED 429');
  });

  it('lets nothing through while nobody can tell whether it was used', async () => {
    const storage = new MemorySessionStorage();
    create({ storage, limits: { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] } });
    await ask();
    storage.spend = () => Promise.reject(new StorageUnavailableError('gone'));
    expect(await ask({ challengeAnswer: riddle.solve() })).to.include('StorageUnavailableError');
    expect(framework.sms.messages).to.deep.equal([]);
  });

  it('lets nothing through if it fails itself', async () => {
    await ask();
    const challengeAnswer = riddle.solve();
    riddle.failure = new Error('no connection');
    expect(await ask({ challengeAnswer })).to.equal('M_UNKNOWN 503');
    expect(await ask()).to.equal('M_LIMIT_EXCEEDED 429');
    expect(framework.log.at(-1)).to.deep.include({ level: 'warn', message: 'a challenge could not be made' });
    expect(framework.log.at(-1)?.fields).to.include({ challenge: 'riddle' }).and.to.have.property('err');
    expect(framework.sms.messages).to.deep.equal([]);
  });

  it('writes nothing of a number, an answer or a client secret into the log', async () => {
    await ask();
    await ask({ challengeAnswer: `1 ${'x'.repeat(20)}` });
    await ask({ challengeAnswer: riddle.solve() });
    await ask({ challengeAnswer: riddle.solve(), sendAttempt: 2 });
    const log = JSON.stringify(framework.log);
    for (const secret of [freeNumber.slice(1), 'xxxx', riddle.made[0]?.binding ?? '', request.clientSecret])
      expect(log).not.to.include(secret);
  });

  describe('over HTTP', () => {
    const homeserver = { publicUrl: 'https://example.org' };
    const body = { client_secret: 'a.secret', country: '', phone_number: freeNumber, send_attempt: 1 };
    const paths = [
      '/_matrix/identity/api/v1/validate/msisdn/requestToken',
      '/_matrix/client/v3/register/msisdn/requestToken',
    ];
    const host = (): Partial<ThreepidOptions> => ({ homeserver, accountDirectory: new TestAccounts() });

    for (const path of paths) {
      it(`stands beside a plain limit: ${path}`, async () => {
        create(host());
        const limited = await call(framework, 'POST', path, body);
        expect(limited.status).to.equal(429);
        expect(limited.headers['retry-after']).to.equal('5');
        expect(limited.json()).to.deep.equal({ ...plainLimit, challenge: { type: 'riddle', number: 1 } });
        const answered = { ...body, challenge_answer: riddle.solve() };
        expect((await call(framework, 'POST', path, answered)).status).to.equal(200);
        expect(framework.sms.messages).to.have.length(1);
      });

      it(`takes an answer in a form: ${path}`, async () => {
        create(host());
        await call(framework, 'POST', path, body);
        const fields = { ...body, send_attempt: '1', challenge_answer: riddle.solve() };
        const response = await framework.threepid.handle({
          method: 'POST',
          path,
          query: '',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields).toString(),
          remoteAddress: undefined,
        });
        expect(response?.status).to.equal(200);
        expect(framework.sms.messages).to.have.length(1);
      });

      it(`changes nothing without one: ${path}`, async () => {
        const events = new HeardEvents();
        framework = createFramework({ ...host(), sendPolicy: policy, events });
        for (const more of [{}, { challenge_answer: 'anything' }]) {
          const response = await call(framework, 'POST', path, { ...body, ...more });
          expect(response.status).to.equal(429);
          expect(response.json()).to.deep.equal(plainLimit);
        }
        expect(events.of('refused').map(({ rule }) => rule)).to.deep.equal(['policy', 'policy']);
      });

      for (const answer of ['', 'x'.repeat(4_097), { a: 1 }, 7])
        it(`refuses an answer of another form: ${JSON.stringify(answer).slice(0, 20)} ${path}`, async () => {
          create(host());
          const response = await call(framework, 'POST', path, { ...body, challenge_answer: answer });
          expect(response.status).to.equal(400);
          expect(response.json()['errcode']).to.equal('M_INVALID_PARAM');
        });
    }
  });
});

describe('the guard with a challenge', () => {
  const pumped = (index: number) => ({
    clientSecret: 'x',
    country: 'GB',
    phoneNumber: `0740${String(1_000_000 + index * 37_781).slice(0, 7)}`,
    clientAddress: `198.51.${String(index >> 8)}.${String(index & 255)}`,
  });

  it('asks for more work where a whole country is short, and bounds those who prove it', async () => {
    const riddle = new Riddle();
    const { threepid, sms } = createFramework({ guard: {}, challenge: riddle });
    for (let index = 0; index < 200; index += 1) {
      const plain = await threepid.requestToken(pumped(index)).catch((error: unknown) => error);
      if (!(plain instanceof MatrixError) || plain.challenge === undefined) continue;
      const answered = { ...pumped(index), challengeAnswer: riddle.solve() };
      await threepid.requestToken(answered).catch(() => undefined);
    }
    expect(riddle.made.length).to.be.greaterThan(100);
    expect(riddle.made.at(-1)?.difficulty).to.equal(4);
    expect(sms.messages.length).to.be.within(21, 40);
  });

  it('asks for the usual work where one address is short, and then lets its people through', async () => {
    const riddle = new Riddle();
    const { threepid, sms } = createFramework({ guard: {}, challenge: riddle });
    const from = (index: number) => ({ ...pumped(index), clientAddress: '203.0.113.7' });
    const results = [];
    for (let index = 0; index < 18; index += 1)
      results.push(await threepid.requestToken(from(index)).catch(Boolean));
    expect(results.filter((result) => result === true)).to.have.length(2);
    expect(riddle.made.at(-1)?.difficulty).to.equal(1);
    await threepid.requestToken({ ...from(17), challengeAnswer: riddle.solve() });
    expect(sms.messages).to.have.length(17);
  });
});
