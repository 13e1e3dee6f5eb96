import { createThreepid, silentLogger, type ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { HeardEvents } from './events/heard-events.js';
import {
  call,
  createFramework,
  errcodeOf,
  hostPolicy,
  RecordingSmsSender,
  TestClock,
  type TestFramework,
} from './framework.js';
import { freeNumber, TestAccounts } from './test-accounts.js';

const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };

describe('two frameworks in one process', () => {
  it('share nothing', async () => {
    const [one, other] = [createFramework(), createFramework()];
    const { sid } = await one.threepid.requestToken(request);
    expect(one.sms.messages).to.have.length(1);
    expect(other.sms.messages).to.have.length(0);
    expect(
      await errcodeOf(other.threepid.submitToken({ sid, clientSecret, token: one.lastCode() })),
    ).to.equal('M_NO_VALID_SESSION');
  });
});

describe('a framework whose options say nothing of production', () => {
  const before = process.env['NODE_ENV'];
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });

  /** What becomes of a message to a number of fiction, which nobody has. */
  async function askFor(options: { readonly production?: boolean } = {}): Promise<string> {
    const [storage, sms] = [new MemorySessionStorage(), new RecordingSmsSender()];
    const testSms = new RecordingSmsSender();
    const secret = 'a secret for tests, of a good length';
    const threepid = createThreepid({ secret, storage, sms, testSms, ...options });
    const asking = threepid.requestToken({ ...request, phoneNumber: '07700900001' });
    const errcode = await errcodeOf(asking);
    expect(sms.messages).to.deep.equal([]);
    return testSms.messages.length === 1 ? 'sent by the test sender' : errcode;
  }

  it('is in production if the environment says so', async () => {
    process.env['NODE_ENV'] = 'production';
    expect(await askFor()).to.equal('M_INVALID_ADDRESS');
    expect(await askFor({ production: false })).to.equal('sent by the test sender');
    process.env['NODE_ENV'] = 'development';
    expect(await askFor()).to.equal('sent by the test sender');
    expect(await askFor({ production: true })).to.equal('M_INVALID_ADDRESS');
    delete process.env['NODE_ENV'];
    expect(await askFor()).to.equal('sent by the test sender');
  });
});

describe('the parts of a framework', () => {
  const number = '+447400123456';
  const client = { clientAddress: '203.0.113.7' };
  let asked = 0;

  function ask({ threepid }: TestFramework): Promise<string> {
    asked += 1;
    const clientSecret = `secret${String(asked)}`;
    return errcodeOf(threepid.requestToken({ ...request, ...client, clientSecret }));
  }

  async function askOften(framework: TestFramework, times: number): Promise<ReadonlySet<string>> {
    const errcodes = new Set<string>();
    for (let count = 0; count < times; count += 1) errcodes.add(await ask(framework));
    return errcodes;
  }

  /** A storage of sessions alone. */
  function sessionsAlone(): MemorySessionStorage {
    const none = { value: undefined };
    return Object.defineProperties(new MemorySessionStorage(), {
      balances: none,
      blocks: none,
      spending: none,
    });
  }

  it('are a guard, and limits of an address where no guard is enforced', async () => {
    for (const [options, mode, limits] of [
      [{ guard: {} }, 'enforce', 0],
      [{ guard: { mode: 'monitor' } }, 'monitor', 3],
      [{ guard: { mode: 'off' } }, undefined, 3],
      [{ ...hostPolicy, guard: {} }, undefined, 3],
      [{ limits: false, guard: {} }, undefined, 0],
    ] as const) {
      const { guard, clientLimits } = await createFramework(options).threepid.operator.why(number, client);
      expect([guard?.mode, clientLimits.length], JSON.stringify(options)).to.deep.equal([mode, limits]);
    }
    const guarded = createFramework({ guard: {} });
    expect(await askOften(guarded, 4)).to.deep.equal(new Set(['none', 'M_LIMIT_EXCEEDED']));
    expect(guarded.log.at(-1)?.message).to.equal('message delayed by the guard');
    expect(await askOften(createFramework({ limits: false }), 30)).to.deep.equal(new Set(['none']));
  });

  it('forget the balances of a number though the guard is off now', async () => {
    const storage = new MemorySessionStorage();
    const guarded = createFramework({ storage, guard: {} });
    await askOften(guarded, 4);
    await createFramework({ storage }).threepid.forget(number);
    expect(await ask(guarded)).to.equal('none');
  });

  it('need nothing of a storage but sessions, with the guard off', async () => {
    const framework = createFramework({ storage: sessionsAlone() });
    expect(await ask(framework)).to.equal('none');
    expect(await errcodeOf(framework.threepid.forget(number))).to.equal('none');
  });

  it('are rules for destinations, unless a policy of the host has its own', async () => {
    const fixedLine = '+442071838750';
    const decisionOf = async (options: Partial<ThreepidOptions>) =>
      (await createFramework(options).threepid.operator.why(fixedLine)).decision.kind;
    expect([await decisionOf({}), await decisionOf(hostPolicy)]).to.deep.equal(['refuse', 'allow']);
  });

  for (const limit of ['lookupsPerAddress', 'lookupsPerSite', 'lookupsPerNetwork'] as const)
    it(`are limits of looking up accounts, such as ${limit}`, async () => {
      const errcodes: string[] = [];
      for (const limits of [{}, { [limit]: [{ messages: 0, windowMs: 1_000 }] }]) {
        const homeserver = { publicUrl: 'https://example.org' };
        const { threepid } = createFramework({ accountDirectory: new TestAccounts(), homeserver, limits });
        const asking = {
          ...request,
          clientAddress: '2001:db8:5::77',
          country: '',
          phoneNumber: freeNumber,
          purpose: 'add',
        } as const;
        errcodes.push(await errcodeOf(threepid.requestTokenForHomeserver(asking)));
      }
      expect(errcodes).to.deep.equal(['none', 'M_LIMIT_EXCEEDED']);
    });

  it('keep what is known of a sent message only for a log, for events or for the reports of a sender', async () => {
    const events = (): void => undefined;
    const reporting = Object.assign(new RecordingSmsSender(), { report: () => Promise.resolve() });
    for (const [options, isKept] of [
      [{}, false],
      [{ logger: silentLogger }, true],
      [{ events }, true],
      [{ sms: reporting }, true],
      [{ sms: reporting, reports: false }, false],
    ] as const) {
      const [storage, clock] = [new MemorySessionStorage(), new TestClock()];
      const settle = storage.settle.bind(storage);
      let kept: unknown;
      storage.settle = (settled) => {
        kept = settled.sentMessage;
        return settle(settled);
      };
      const secret = 'a secret for tests, of a good length';
      const threepid = createThreepid({ secret, storage, clock, sms: new RecordingSmsSender(), ...options });
      await threepid.requestToken(request);
      expect(kept !== undefined, Object.keys(options).join()).to.equal(isKept);
    }
  });

  it('are closed together: no report is still to come', async () => {
    const sms = Object.assign(new RecordingSmsSender(), { report: () => Promise.resolve() });
    const { threepid, clock } = createFramework({ sms });
    await threepid.requestToken(request);
    expect(clock.waiting).to.equal(1);
    await threepid.close();
    expect(clock.waiting).to.equal(0);
  });

  it('raise the event of an answer', async () => {
    const heard = new HeardEvents();
    await call(createFramework({ events: heard }), 'GET', '/_matrix/identity/versions');
    expect(heard.taken()).to.deep.equal(['answered']);
  });
});
