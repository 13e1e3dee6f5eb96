import {
  createTrustList,
  StorageUnavailableError,
  type HomeserverOptions,
  type RelayedAnswer,
  type SmsResult,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { accountsFramework, openIdOfAlice, v2, type AccountsFramework } from '../accounts-framework.js';
import { call, createFramework, sentenceOf, storageWith, type TestFramework } from '../framework.js';
import { bob, freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };
const minute = 60_000;

/** A homeserver's framework, whose callers name no identity server. */
function homeserver(options: Partial<HomeserverOptions> = {}, others: Partial<ThreepidOptions> = {}) {
  const accounts = new TestAccounts();
  const publicUrl = 'https://matrix.example.org';
  const framework = createFramework({
    accountDirectory: accounts,
    homeserver: { publicUrl, ...options },
    ...others,
  });
  const ask = (more: object = {}) =>
    framework.threepid.requestTokenForHomeserver({
      ...request,
      country: '',
      phoneNumber: freeNumber,
      purpose: 'register',
      ...more,
    });
  return { ...framework, accounts, ask };
}

describe('the sentence of an error', () => {
  let framework: TestFramework;
  beforeEach(() => {
    framework = createFramework();
  });
  const submit = (sid: string, token: string) =>
    sentenceOf(framework.threepid.submitToken({ sid, clientSecret, token }));
  const read = (sid: string) => sentenceOf(framework.threepid.getValidatedThreePid({ sid, clientSecret }));

  it('says what is wrong with a code or its session', async () => {
    const { sid } = await framework.threepid.requestToken(request);
    const code = framework.lastCode();
    expect(await read(sid)).to.equal('This validation session has not yet been completed');
    for (let count = 0; count < 5; count += 1)
      expect(await submit(sid, 'wrong')).to.equal('The code is incorrect');
    expect(await submit(sid, code)).to.equal(
      'The code has expired or was never sent, or too many wrong codes were tried; request a new one',
    );
    expect(await read(sid)).to.equal('This validation session can no longer be completed; start another one');
    const unknown = 'No session was found for this sid and client secret';
    expect([await submit('other', code), await read('other')]).to.deep.equal([unknown, unknown]);
  });

  it('says what is wrong with a request', async () => {
    const asking = framework.threepid.requestToken({ ...request, nextLink: 'https://evil.example' });
    expect(await sentenceOf(asking)).to.equal(
      'next_link must be an http(s) URL whose host this server allows',
    );
  });

  for (const [result, sentence] of [
    [{ kind: 'refused', cause: undefined }, 'The message could not be sent; try again'],
    [{ kind: 'unavailable', taken: 'unknown', cause: undefined }, 'The message could not be sent; try again'],
    [{ kind: 'rejected-destination', cause: undefined }, 'No message can be delivered to this number'],
  ] as const satisfies readonly (readonly [SmsResult, string])[])
    it(`says what became of a message: ${result.kind}`, async () => {
      framework.sms.answer = () => Promise.resolve(result);
      expect(await sentenceOf(framework.threepid.requestToken(request))).to.equal(sentence);
      if (result.kind === 'refused') return;
      expect(await sentenceOf(framework.threepid.requestToken(request))).to.equal(sentence);
    });

  it('says what the operator may not do', async () => {
    const { operator } = framework.threepid;
    const sentence = 'until must be a time in the future, in Unix milliseconds';
    for (const until of [0, framework.clock.now(), framework.clock.now() + 0.5])
      expect(await sentenceOf(operator.block({ country: 'GB', by: 'ada', until }))).to.equal(sentence);
  });

  it('says what the options lack', async () => {
    const { threepid } = createFramework({
      storage: storageWith({ blocks: undefined, spending: undefined }),
    });
    expect(await sentenceOf(threepid.operator.blocks())).to.equal(
      'threepid: this storage has no blocks; write blocks, such as new MemoryBlockStorage()',
    );
    expect(await sentenceOf(threepid.guard.spent())).to.equal(
      'threepid: what was spent is not counted; write guard: { spending }',
    );
    const asking = threepid.requestTokenForHomeserver({ ...request, purpose: 'register' });
    expect(await sentenceOf(asking)).to.equal(
      'threepid: requestTokenForHomeserver needs the option homeserver',
    );
    const threePid = { medium: 'msisdn', address: '447400123456' } as const;
    expect(await sentenceOf(threepid.checkThreePidAvailability(threePid, 'add'))).to.equal(
      'threepid: checking availability needs an accountDirectory',
    );
    const session = { userId: bob, sid: 'sid', clientSecret };
    expect(await sentenceOf(threepid.addThreePid(session))).to.equal(
      'threepid: adding a number needs an accountDirectory with add()',
    );
  });
});

describe("the sentence of an error about an account's number", () => {
  async function validated(framework: TestFramework, phoneNumber: string): Promise<string> {
    const { sid } = await framework.threepid.requestToken({ clientSecret, country: '', phoneNumber });
    await framework.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
    return sid;
  }

  it('says why the number is not added, and keeps the cause for the log', async () => {
    const accounts = new TestAccounts();
    const framework = createFramework({ accountDirectory: accounts });
    const add = (sid: string) => framework.threepid.addThreePid({ userId: bob, sid, clientSecret });
    const error: unknown = await add('other').catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'The number of this session has not been verified');
    expect(error).to.have.nested.property('cause.errcode', 'M_NO_VALID_SESSION');
    expect(await sentenceOf(add(await validated(framework, takenNumber)))).to.equal(
      'This phone number is already in use',
    );
    const sid = await validated(framework, freeNumber);
    accounts.failure = new Error('down');
    expect(await sentenceOf(add(sid))).to.equal('The number cannot be added now; verify it again');
  });

  it('is that of the storage, if that fails', async () => {
    const storage = new MemorySessionStorage();
    storage.consume = () => Promise.reject(new StorageUnavailableError('down'));
    const { threepid } = createFramework({ accountDirectory: new TestAccounts(), storage });
    expect(await sentenceOf(threepid.addThreePid({ userId: bob, sid: 'sid', clientSecret }))).to.equal(
      'down',
    );
  });

  it('says who has it and who has not, where that is told', async () => {
    const { ask, accounts } = homeserver();
    expect(await sentenceOf(ask({ phoneNumber: takenNumber }))).to.equal(
      'This phone number is already in use',
    );
    expect(await sentenceOf(ask({ purpose: 'password' }))).to.equal('No account has this phone number');
    accounts.failure = new Error('down');
    expect(await sentenceOf(ask())).to.equal('The accounts cannot be looked up now; try again');
  });

  it('says which channel may be asked for, where it is concealed', async () => {
    const whatsapp = createFramework().sms;
    const { ask, sms } = homeserver({ availability: 'concealed' }, { channels: { whatsapp } });
    expect(await sentenceOf(ask({ channel: 'whatsapp' }))).to.equal(
      "channel must be 'sms', because this server conceals who has an account",
    );
    for (const [index, channel] of [undefined, '', 'sms'].entries())
      expect(await sentenceOf(ask({ channel, sendAttempt: index + 1 }))).to.equal('none');
    expect([sms.messages.length, whatsapp.messages.length]).to.deep.equal([3, 0]);
  });

  it('writes one line in the log about a lookup, whatever its result', async () => {
    const { ask, log } = homeserver({ availability: 'concealed' });
    await ask();
    await ask({ phoneNumber: takenNumber, clientSecret: 'another' });
    const lines = log.filter(({ message }) => message === 'availability looked up');
    expect(lines.map(({ level, fields }) => ({ level, ...fields }))).to.deep.equal([
      { level: 'info', msisdn: '+44********21', availability: 'suitable' },
      { level: 'info', msisdn: '+44********56', availability: 'in-use' },
    ]);
  });
});

describe('the sentence of an error about another identity server', () => {
  const trustPolicy = createTrustList({ own: [], trusted: { 'id.example.org': 'https://id.example.org' } });

  it('says that it is not trusted, that none can be called, or that it gave no answer', async () => {
    const { ask } = homeserver({ trustPolicy });
    expect(await sentenceOf(ask({ idServer: 'evil.example' }))).to.equal(
      'id_server is not an identity server that this server trusts',
    );
    const requestToken = () => Promise.reject<RelayedAnswer>(new Error('reset'));
    const failing = homeserver({ trustPolicy, identityServerClient: { requestToken } });
    expect(await sentenceOf(failing.ask({ idServer: 'id.example.org' }))).to.equal(
      'The identity server gave no answer that can be used',
    );
  });
});

describe('the sentence of an error of a registration', () => {
  let framework: AccountsFramework;
  beforeEach(() => {
    framework = accountsFramework();
  });
  const sentence = async (body: object) =>
    (await call(framework, 'POST', `${v2}/account/register`, body)).json()['error'];

  it('says what the homeserver said', async () => {
    for (const [verdict, error] of [
      ['unknown', 'The homeserver does not know this OpenID token'],
      ['untrusted', 'Users of this homeserver are not served here'],
    ] as const) {
      framework.verdict = () => Promise.resolve({ kind: verdict });
      expect(await sentence(openIdOfAlice())).to.equal(error);
    }
    framework.verdict = () => Promise.reject(new Error('reset'));
    expect(await sentence(openIdOfAlice())).to.equal('The homeserver gave no answer that can be used');
  });

  it('says that a token was used before', async () => {
    const body = openIdOfAlice();
    expect(await sentence(body)).to.equal(undefined);
    expect(await sentence(body)).to.equal(
      'This OpenID token was used before; get another from the homeserver',
    );
  });
});

describe('a line in the log', () => {
  it('says that a stored next_link was changed', async () => {
    const storage = new MemorySessionStorage();
    const framework = createFramework({ storage });
    const { sid } = await framework.threepid.requestToken({ ...request, nextLink: 'http://localhost/' });
    const submit = storage.submit.bind(storage);
    storage.submit = async (code) => {
      const outcome = await submit(code);
      return outcome.kind === 'validated' ? { ...outcome, nextLink: 'AAAA' } : outcome;
    };
    const token = framework.lastCode();
    await framework.threepid.submitToken({ sid, clientSecret, token, record: { id: 'the-request' } });
    const line = framework.log.find(({ level }) => level === 'error');
    expect(line?.message).to.equal(
      'a stored next_link was changed by another hand; nobody is redirected to it',
    );
    expect(line?.fields).to.have.property('requestId', 'the-request');
    expect(line?.fields['err']).to.have.property('type');
  });

  it('says that a limit of a client was reached, and to whom the request belongs', async () => {
    const limits = { perAddress: [{ messages: 1, windowMs: minute }] };
    const framework = createFramework({ limits });
    const from = { ...request, clientAddress: '203.0.113.7', record: { id: 'the-request' } };
    await framework.threepid.requestToken(from);
    const again = { ...from, clientSecret: 'another' };
    expect(await sentenceOf(framework.threepid.requestToken(again))).to.equal(
      'Too many messages; try again later',
    );
    const { level, fields } = framework.log.at(-1) ?? {};
    expect(framework.log.at(-1)?.message).to.equal('message limit of a client reached');
    expect([level, fields]).to.deep.equal(['info', { requestId: 'the-request' }]);
  });

  it('says that a limit of a number was reached', async () => {
    const limits = { perNumber: [{ messages: 1, windowMs: minute }] };
    const framework = createFramework({ limits });
    const ask = (secret: string) =>
      sentenceOf(
        framework.threepid.requestToken({
          ...request,
          clientSecret: secret,
          record: { id: 'the-request' },
        }),
      );
    await ask('one');
    expect(await ask('other')).to.equal('Too many messages; try again later');
    expect(framework.log.at(-1)).to.deep.equal({
      level: 'info',
      fields: { requestId: 'the-request', msisdn: '+44********56' },
      message: 'message limit of the number reached',
    });
  });

  it('says that what was not sent stays counted, if the storage fails', async () => {
    const storage = new MemorySessionStorage();
    storage.refund = () => Promise.reject(new StorageUnavailableError('down'));
    const limits = { perAddress: [{ messages: 9, windowMs: minute }] };
    const framework = createFramework({ storage, limits });
    framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: undefined });
    const from = { ...request, clientAddress: '203.0.113.7', record: { id: 'the-request' } };
    await framework.threepid.requestToken({ ...from, sendAttempt: 2 }).catch(() => undefined);
    await Promise.all([1, 2].map(() => framework.threepid.requestToken(from).catch(() => undefined)));
    const warnings = framework.log.filter(({ level }) => level === 'warn');
    for (const { message, fields } of warnings) {
      expect(message).to.equal('a message that was not sent stays counted against its client');
      expect(fields).to.have.property('requestId', 'the-request');
      expect(fields['err']).to.include({ message: 'down' });
    }
    expect(warnings).not.to.be.empty;
  });

  it('says that what became of a message could not be stored', async () => {
    const storage = new MemorySessionStorage();
    storage.settle = () => Promise.reject(new StorageUnavailableError('down'));
    const framework = createFramework({ storage });
    await framework.threepid.requestToken({ ...request, record: { id: 'the-request' } });
    const line = framework.log.find(({ level }) => level === 'error');
    expect(line?.message).to.equal(
      'what became of a message could not be stored: it counts as sent, and the client must ask with a greater attempt',
    );
    expect(line?.fields).to.have.property('requestId', 'the-request');
    expect(line?.fields['err']).to.include({ message: 'down' });
  });

  it('says that a number is forgotten, and not which', async () => {
    const { threepid, log } = createFramework();
    await threepid.forget('+447400123456');
    expect(log).to.deep.equal([{ level: 'info', fields: {}, message: 'number forgotten' }]);
  });

  it('of a registration says that a limit was reached, and what stays counted', async () => {
    const storage = new MemorySessionStorage();
    storage.refund = () => Promise.reject(new StorageUnavailableError('down'));
    const framework = accountsFramework({
      storage,
      accounts: { registrationsPerAddress: [{ messages: 1, windowMs: minute }] },
    });
    framework.verdict = () => Promise.resolve({ kind: 'untrusted' });
    const register = () =>
      call(framework, 'POST', `${v2}/account/register`, openIdOfAlice(), {}, '203.0.113.7');
    expect((await register()).status).to.equal(403);
    expect((await register()).json()).to.include({ error: 'Too many registrations; try again later' });
    const lines = framework.log.map(({ level, message }) => `${level} ${message}`);
    expect(lines).to.include('warn a registration that came to nothing stays counted');
    expect(lines).to.include('info registration limit of a client address reached');
  });
});
