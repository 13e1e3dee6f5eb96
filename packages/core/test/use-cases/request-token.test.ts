import {
  MatrixError,
  OperatorError,
  StorageUnavailableError,
  type SendCandidate,
  type SendPolicy,
  type SendVerdict,
  type SmsResult,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import {
  createFramework,
  errcodeOf,
  hold,
  type Held,
  hostPolicy,
  noAddressLimits,
  type TestFramework,
} from '../framework.js';

const minute = 60_000;
const clientAddress = '203.0.113.7';
const request = {
  clientSecret: 'monkeys_are_GREAT',
  country: 'GB',
  phoneNumber: '07400123456',
  sendAttempt: 1,
};

const allow: SendVerdict = { kind: 'allow' };

describe('RequestToken', () => {
  let framework: TestFramework;
  beforeEach(() => {
    framework = createFramework();
  });

  it('opens a session and sends its code', async () => {
    const result = await framework.threepid.requestToken(request);
    expect(result).to.deep.include({ msisdn: '447400123456', international: '+44 7400 123456' });
    expect(framework.sms.messages).to.have.length(1);
    expect(framework.sms.messages[0]).to.deep.include({
      to: '+447400123456',
      country: 'GB',
      purpose: 'verify',
    });
    expect(framework.lastCode()).to.match(/^[0-9]{6}$/);
  });

  it('knows a session by the number, whatever its spelling', async () => {
    const { sid } = await framework.threepid.requestToken(request);
    const again = await framework.threepid.requestToken({
      ...request,
      country: '',
      phoneNumber: '+44 (0)7400 123 456',
    });
    expect(again.sid).to.equal(sid);
    expect(framework.sms.messages).to.have.length(1);
  });

  it('sends one message for 200 equal requests at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 200 }, () => framework.threepid.requestToken(request)),
    );
    expect(new Set(results.map(({ sid }) => sid)).size).to.equal(1);
    expect(framework.sms.messages).to.have.length(1);
  });

  it('answers each of many requests at once for itself, which differ by number, client secret or attempt', async () => {
    const others = [
      request,
      { ...request, phoneNumber: '07400123457' },
      { ...request, clientSecret: 'another' },
      { ...request, sendAttempt: 2 },
    ];
    const results = await Promise.all(others.map((one) => framework.threepid.requestToken(one)));
    expect(results.map(({ msisdn }) => msisdn)).to.deep.equal([
      '447400123456',
      '447400123457',
      '447400123456',
      '447400123456',
    ]);
    const [first, ofNumber, ofSecret, ofAttempt] = results.map(({ sid }) => sid);
    expect(new Set([first, ofNumber, ofSecret]).size).to.equal(3);
    expect(ofAttempt).to.equal(first);
    expect(framework.sms.messages).to.have.length(4);
  });

  it('tries a failing provider once for 100 equal requests at once, whatever else they bring', async () => {
    framework = createFramework({ guard: { mode: 'off' } });
    framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
    const errors = Array.from({ length: 100 }, (_, index) => {
      const clientAddress = `203.0.113.${String(index % 10)}`;
      return errcodeOf(
        framework.threepid.requestToken({ ...request, clientAddress, challengeAnswer: String(index) }),
      );
    });
    expect(new Set(await Promise.all(errors))).to.deep.equal(new Set(['M_SEND_ERROR']));
    expect(framework.sms.messages).to.have.length(1);
  });

  it('repeats the code within its ten minutes, and brings another after them', async () => {
    await framework.threepid.requestToken(request);
    const first = framework.lastCode();
    framework.clock.advance(10 * minute - 1);
    await framework.threepid.requestToken({ ...request, sendAttempt: 2 });
    expect(framework.lastCode()).to.equal(first);
    framework.clock.advance(1);
    const { sid } = await framework.threepid.requestToken({ ...request, sendAttempt: 3 });
    const submit = (token: string) =>
      errcodeOf(framework.threepid.submitToken({ sid, clientSecret: request.clientSecret, token }));
    expect(framework.sms.messages).to.have.length(3);
    if (framework.lastCode() !== first) expect(await submit(first)).to.equal('M_TOKEN_INCORRECT');
    expect(await submit(framework.lastCode())).to.equal('none');
  });

  it('makes codes that neither the clock, the request nor Math.random decides', async () => {
    const { random } = Math;
    Math.random = () => 0.5;
    try {
      const codes = new Set<string>();
      for (let run = 0; run < 20; run += 1) {
        framework = createFramework();
        await framework.threepid.requestToken(request);
        codes.add(framework.lastCode());
      }
      // Of 20 codes out of a million, two are equal in one run of 5,000.
      expect(codes.size).to.be.at.least(18);
    } finally {
      Math.random = random;
    }
  });

  it('sends each time if no send attempt is given', async () => {
    for (let count = 0; count < 3; count += 1)
      await framework.threepid.requestToken({ ...request, sendAttempt: undefined });
    expect(framework.sms.messages).to.have.length(3);
  });

  it('sends for each of two calls at once that give no attempt', async () => {
    const unnumbered = { ...request, sendAttempt: undefined };
    await Promise.all([
      framework.threepid.requestToken(unnumbered),
      framework.threepid.requestToken(unnumbered),
    ]);
    expect(framework.sms.messages).to.have.length(2);
  });

  describe('while another call of the session is under way', () => {
    let storage: MemorySessionStorage;
    let asked: SendCandidate[];
    let held: Held<SmsResult>;
    let first: Promise<unknown>;
    const ask = (change: object) => framework.threepid.requestToken({ ...request, ...change });

    beforeEach(async () => {
      storage = new MemorySessionStorage();
      asked = [];
      held = hold();
      const judge = (candidate: SendCandidate): SendVerdict => (asked.push(candidate), allow);
      framework = createFramework({ sendPolicy: { judge }, storage });
      framework.sms.answer = () => held.promise;
      first = ask({ sendAttempt: 9 });
      while (framework.sms.messages.length === 0) await setImmediate();
    });

    it('asks the policy for no message, if that call sends what this one needs', async () => {
      const lower = ask({ sendAttempt: 8 });
      held.resolve({ kind: 'sent', messageId: 'id' });
      expect(await lower).to.deep.equal(await first);
      expect([asked.length, framework.sms.messages.length]).to.deep.equal([1, 1]);
    });

    it('charges its address nothing, if the storage cannot say whether a message is needed', async () => {
      const open = storage.open.bind(storage);
      storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
      for (let sendAttempt = 10; sendAttempt < 40; sendAttempt += 1)
        expect(await errcodeOf(ask({ sendAttempt, clientAddress }))).to.include('gone');
      expect(asked).to.have.length(1);
      storage.open = open;
      held.resolve({ kind: 'sent', messageId: 'id' });
      expect(await errcodeOf(ask({ sendAttempt: 40, clientAddress }))).to.equal('none');
    });

    it('asks the storage once for a call of another session', async () => {
      const open = storage.open.bind(storage);
      let opened = 0;
      storage.open = (session) => {
        opened += 1;
        return open(session);
      };
      held.resolve({ kind: 'sent', messageId: 'id' });
      await ask({ phoneNumber: '07400654321' });
      expect(opened).to.equal(1);
    });
  });

  it('refuses one of two equal calls at once, and sends for the other, which has what the first lacks', async () => {
    const policy: SendPolicy = {
      judge: ({ clientAddress }) =>
        clientAddress === undefined ? { kind: 'refuse', reason: 'nobody knows who asks' } : allow,
    };
    framework = createFramework({ sendPolicy: policy });
    const outcomes = await Promise.all([
      errcodeOf(framework.threepid.requestToken(request)),
      errcodeOf(framework.threepid.requestToken({ ...request, clientAddress })),
    ]);
    expect(outcomes).to.deep.equal(['M_DESTINATION_REJECTED', 'none']);
  });

  it('gives each message a name of its own', async () => {
    for (let count = 0; count < 3; count += 1)
      await framework.threepid.requestToken({ ...request, sendAttempt: undefined });
    expect(new Set(framework.sms.messages.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(3);
  });

  it('speaks the language of the person', async () => {
    await framework.threepid.requestToken({ ...request, locales: ['de-AT'] });
    await framework.threepid.requestToken({ ...request, sendAttempt: 2, locales: ['en'] });
    const [german, english] = framework.sms.messages.map(({ text }) => text);
    expect(german).not.to.equal(english);
  });

  describe('limits', () => {
    beforeEach(() => {
      framework = createFramework(hostPolicy);
    });
    const send = (change: object) =>
      errcodeOf(framework.threepid.requestToken({ ...request, sendAttempt: undefined, ...change }));

    it('allow 5 messages a number in 10 minutes and 10 in 24 hours, whoever asks', async () => {
      for (let count = 0; count < 5; count += 1)
        expect(await send({ clientSecret: `secret${count}` })).to.equal('none');
      expect(await send({ clientSecret: 'another' })).to.equal('M_LIMIT_EXCEEDED');
      framework.clock.advance(10 * minute);
      for (let count = 0; count < 5; count += 1) expect(await send({})).to.equal('none');
      framework.clock.advance(10 * minute);
      const error: unknown = await framework.threepid
        .requestToken({ ...request, sendAttempt: 9 })
        .catch((thrown: unknown) => thrown);
      expect(error)
        .to.be.instanceOf(MatrixError)
        .and.include({ errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 24 * 60 * minute - 20 * minute });
      expect(framework.sms.messages).to.have.length(10);
    });

    it('hold with 200 requests at once', async () => {
      const codes = await Promise.all(
        Array.from({ length: 200 }, (_, index) => send({ clientSecret: `secret${index}` })),
      );
      expect(codes.filter((code) => code === 'none')).to.have.length(5);
      expect(framework.sms.messages).to.have.length(5);
    });

    it('are none of an address where the guard enforces: it judges addresses itself', async () => {
      framework = createFramework({ guard: {} });
      for (let index = 0; index < 30; index += 1) {
        const phoneNumber = `07400${String(100_000 + 9_973 * index)}`;
        const { sid } = await framework.threepid.requestToken({ ...request, clientAddress, phoneNumber });
        const { clientSecret } = request;
        await framework.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
      }
      expect(framework.sms.messages).to.have.length(30);
    });

    for (const mode of ['monitor', 'off'] as const) {
      it(`bound what one address asks for where the guard is in mode ${mode}, and delays nothing`, async () => {
        framework = createFramework({ guard: { mode } });
        const ask = (index: number) =>
          send({ clientAddress, phoneNumber: `07400${String(100_000 + 9_973 * index)}` });
        for (let index = 0; index < 20; index += 1) expect(await ask(index)).to.equal('none');
        expect(await ask(20)).to.equal('M_LIMIT_EXCEEDED');
      });

      it(`let no address use up a number where the guard is in mode ${mode}`, async () => {
        framework = createFramework({ guard: { mode } });
        for (let count = 0; count < 3; count += 1) expect(await send({ clientAddress })).to.equal('none');
        expect(await send({ clientAddress })).to.equal('M_LIMIT_EXCEEDED');
        expect(await send({ clientAddress: '203.0.113.8' })).to.equal('none');
      });
    }

    it('allow 20 messages a client address in an hour', async () => {
      const from = (clientAddress: string, index: number) =>
        send({ clientAddress, phoneNumber: `0740012${String(index).padStart(4, '0')}` });
      for (let index = 0; index < 20; index += 1) expect(await from('203.0.113.7', index)).to.equal('none');
      expect(await from('203.0.113.7', 20)).to.equal('M_LIMIT_EXCEEDED');
      expect(await from('203.0.113.8', 20)).to.equal('none');
      framework.clock.advance(60 * minute);
      expect(await from('203.0.113.7', 22)).to.equal('none');
    });

    it('count a loopback address as any other', async () => {
      const ask = (index: number) =>
        send({ clientAddress: '127.0.0.1', phoneNumber: `0740012${String(index).padStart(4, '0')}` });
      const codes = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
      expect(codes.filter((code) => code === 'none')).to.have.length(20);
    });

    const rotations: readonly (readonly [string, (index: number) => string, number])[] = [
      ['a /64', (index) => `2001:db8:1:2:${index.toString(16)}::1`, 20],
      ['a /56', (index) => `2001:db8:1:2${(index % 256).toString(16).padStart(2, '0')}:${index}::1`, 40],
      ['a /48', (index) => `2001:db8:1:${((index * 257) % 65_536).toString(16)}::1`, 100],
    ];
    for (const [range, addressOf, allowed] of rotations) {
      it(`allow ${allowed} messages an hour to whoever rotates through ${range} of IPv6`, async () => {
        const codes: string[] = [];
        for (let index = 0; index < 300; index += 1) {
          const phoneNumber = `0740012${String(index).padStart(4, '0')}`;
          codes.push(await send({ clientAddress: addressOf(index), phoneNumber }));
        }
        expect(codes.filter((code) => code === 'none')).to.have.length(allowed);
        expect(new Set(codes)).to.deep.equal(new Set(['none', 'M_LIMIT_EXCEEDED']));
      });
    }

    it("allow one address a small part of a number's messages, so that its owner gets through", async () => {
      const victim = { phoneNumber: '07400123456' };
      for (let second = 0; second < 24 * 60 * 3; second += 1) {
        await send({ ...victim, clientSecret: `s${second}`, clientAddress: '203.0.113.7' });
        framework.clock.advance(20_000);
        if (second % 60 !== 30 || second > 6 * 60) continue;
        const owner = { ...victim, clientAddress: '198.51.100.4', clientSecret: 'owner' };
        if (second < 4 * 60) expect(await send(owner), `after ${second / 3} minutes`).to.equal('none');
      }
      const messages = framework.sms.messages.length;
      expect(messages).to.equal(8);
    });

    it('count what is asked for one number by the whole /48 of IPv6', async () => {
      const from = (clientAddress: string) => send({ clientAddress });
      for (let index = 0; index < 3; index += 1)
        expect(await from(`2001:db8:1:${index}::1`)).to.equal('none');
      expect(await from('2001:db8:1:9::1')).to.equal('M_LIMIT_EXCEEDED');
      expect(await from('2001:db8:2::1')).to.equal('none');
    });

    it('say when the client may ask again, and then it may', async () => {
      const ask = async () =>
        framework.threepid.requestToken({ ...request, sendAttempt: undefined, clientAddress: 'x' });
      for (let index = 0; index < 3; index += 1) await ask();
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(error).to.include({ errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 10 * minute });
      framework.clock.advance(10 * minute - 1);
      expect(await errcodeOf(ask())).to.equal('M_LIMIT_EXCEEDED');
      framework.clock.advance(1);
      expect(await errcodeOf(ask())).to.equal('none');
    });

    it('count no request against an address that sends nothing', async () => {
      const clientAddress = '2001:db8::1';
      for (let index = 0; index < 30; index += 1)
        await framework.threepid.requestToken({ ...request, clientAddress });
      // Of the /64 of which one message is spent.
      const codes = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          send({ clientAddress, phoneNumber: `0740012${1000 + index}` }),
        ),
      );
      expect(codes.filter((code) => code === 'none')).to.have.length(19);
    });

    it('answer the same call again when the address has none left', async () => {
      const clientAddress = '203.0.113.7';
      const first = await framework.threepid.requestToken({ ...request, clientAddress });
      for (let index = 0; index < 19; index += 1)
        await send({ clientAddress, phoneNumber: `0740012${2000 + index}` });
      expect(await send({ clientAddress, phoneNumber: '07400129999' })).to.equal('M_LIMIT_EXCEEDED');
      expect(await framework.threepid.requestToken({ ...request, clientAddress })).to.deep.equal(first);
      const equal = Array.from({ length: 60 }, () =>
        framework.threepid.requestToken({ ...request, clientAddress }),
      );
      expect(await Promise.all(equal)).to.have.length(60);
      expect(framework.sms.messages).to.have.length(20);
    });

    it('bound what one address asks of a provider that fails', async () => {
      framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
      for (let index = 0; index < 40; index += 1) await send({ clientAddress: '203.0.113.7' });
      expect(framework.sms.messages).to.have.length(20);
    });

    it('let somebody ask again for a number whose messages certainly failed', async () => {
      const clientAddress = '203.0.113.7';
      framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
      for (let index = 0; index < 10; index += 1)
        expect(await send({ clientAddress })).to.equal('M_SEND_ERROR');
      framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
      for (let index = 0; index < 3; index += 1) expect(await send({ clientAddress })).to.equal('none');
      expect(await send({ clientAddress })).to.equal('M_LIMIT_EXCEEDED');
    });

    it('charge an address nothing for a storage that fails', async () => {
      const storage = new MemorySessionStorage();
      framework = createFramework({ ...hostPolicy, storage });
      const open = storage.open.bind(storage);
      storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
      const clientAddress = '203.0.113.7';
      for (let index = 0; index < 30; index += 1)
        expect(await send({ clientAddress })).to.include('StorageUnavailable');
      storage.open = open;
      expect(await send({ clientAddress })).to.equal('none');
    });

    it('let nothing through while nobody can count', async () => {
      const storage = new MemorySessionStorage();
      storage.spend = () => Promise.reject(new StorageUnavailableError('gone'));
      framework = createFramework({ ...hostPolicy, storage });
      expect(await send({ clientAddress: '203.0.113.7' })).to.include('StorageUnavailable');
      expect(framework.sms.messages).to.deep.equal([]);
    });

    it('ask the storage for nothing that is not limited', async () => {
      const storage = new MemorySessionStorage();
      const asked: (readonly number[])[] = [];
      const spend = storage.spend.bind(storage);
      storage.spend = (request) => {
        asked.push(request.limits.map(({ messages }) => messages));
        return spend(request);
      };
      for (const [limits, asks] of [
        [{ perSite: [] }, [[20], [100], [3, 4]]],
        [{ perNumberAndAddress: [] }, [[20], [40], [100]]],
        [noAddressLimits, []],
      ] as const) {
        framework = createFramework({ ...hostPolicy, storage, limits });
        expect(await send({ clientAddress: '2001:db8::1' })).to.equal('none');
        expect(asked.splice(0)).to.deep.equal(asks);
      }
    });

    it('go on if a message that was not sent cannot be refunded', async () => {
      const storage = new MemorySessionStorage();
      storage.refund = () => Promise.reject(new StorageUnavailableError('gone'));
      framework = createFramework({ ...hostPolicy, storage });
      await framework.threepid.requestToken({ ...request, clientAddress: '203.0.113.7' });
      await framework.threepid.requestToken({ ...request, clientAddress: '203.0.113.7' });
      expect(framework.log.at(-1)?.level).to.equal('warn');
    });

    it('can be set, and switched off', async () => {
      framework = createFramework({
        limits: { perNumber: [{ messages: 1, windowMs: 1_000 }], perAddress: [] },
      });
      expect(await send({})).to.equal('none');
      expect(await send({})).to.equal('M_LIMIT_EXCEEDED');
      framework = createFramework({ ...hostPolicy, limits: false });
      for (let count = 0; count < 30; count += 1)
        expect(await send({ clientAddress: '203.0.113.7' })).to.equal('none');
    });
  });

  describe('a provider that fails', () => {
    const failures: readonly (readonly [string, SmsResult, string, number])[] = [
      ['refuses', { kind: 'refused', cause: new Error('no credit') }, 'M_SEND_ERROR', 5],
      ['is away', { kind: 'unavailable', taken: 'no', cause: new Error('down') }, 'M_SEND_ERROR', 5],
      ['is too slow', { kind: 'unavailable', taken: 'unknown', cause: new Error('late') }, 'M_SEND_ERROR', 4],
      [
        'rejects the destination',
        { kind: 'rejected-destination', cause: new Error('opted out') },
        'M_DESTINATION_REJECTED',
        4,
      ],
    ];
    for (const [what, result, errcode, left] of failures) {
      it(`because it ${what}: ${errcode}; the same call sends again, and ${left} messages are left`, async () => {
        framework.sms.answer = () => Promise.resolve(result);
        expect(
          await errcodeOf(framework.threepid.requestToken({ ...request, clientAddress: '203.0.113.7' })),
        ).to.equal(errcode);
        framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
        expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('none');
        expect(framework.sms.messages).to.have.length(2);
        let sent = 1;
        while (
          (await errcodeOf(framework.threepid.requestToken({ ...request, sendAttempt: undefined }))) ===
          'none'
        )
          sent += 1;
        expect(sent).to.equal(left);
      });
    }

    it('by throwing, counts as one that may have sent', async () => {
      framework.sms.answer = () => {
        throw new Error('thrown');
      };
      expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('M_SEND_ERROR');
      expect(framework.log.at(-1)).to.deep.include({ level: 'error', message: 'message not sent' });
      framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
      const again = { ...request, sendAttempt: undefined };
      for (let left = 4; left > 0; left -= 1)
        expect(await errcodeOf(framework.threepid.requestToken(again))).to.equal('none');
      expect(await errcodeOf(framework.threepid.requestToken(again))).to.equal('M_LIMIT_EXCEEDED');
    });

    it('by never answering, counts as one that may have sent', async () => {
      framework.sms.answer = () => hold<SmsResult>().promise;
      const asked = errcodeOf(framework.threepid.requestToken(request));
      for (let turn = 0; turn < 8; turn += 1) await setImmediate();
      framework.clock.advance(79_999);
      expect(await Promise.race([asked, setImmediate('waits')])).to.equal('waits');
      framework.clock.advance(1);
      expect(await Promise.race([asked, setImmediate('waits')])).to.equal('M_SEND_ERROR');
      expect(JSON.stringify(framework.log.at(-1))).to.include('did not answer within 80 seconds');
      framework.sms.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id' });
      expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('none');
      expect(framework.clock.waiting).to.equal(0);
    });

    it('is no worse than templates that fail: nothing was sent, and the same call sends again', async () => {
      const working = { text: () => 'Your code is 000000' };
      const templates = { text: working.text };
      framework = createFramework({ templates });
      templates.text = () => {
        throw new Error('no such language');
      };
      expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('M_SEND_ERROR');
      templates.text = working.text;
      expect(await errcodeOf(framework.threepid.requestToken(request))).to.equal('none');
      expect(framework.sms.messages).to.have.length(1);
    });

    it('leaves the cause in the log, and the number masked', async () => {
      const cause = new OperatorError('no credit');
      framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause });
      await errcodeOf(framework.threepid.requestToken(request));
      expect(framework.log.at(-1)?.fields).to.include({ msisdn: '+44********56' });
      expect(framework.log.at(-1)?.fields['err']).to.include({ message: 'no credit' });
      expect(JSON.stringify(framework.log)).not.to.include('7400123456');
    });

    it('and a storage that fails too: the caller is told of the provider, the operator of both', async () => {
      const storage = new MemorySessionStorage();
      storage.settle = () => Promise.reject(new StorageUnavailableError('gone'));
      framework = createFramework({ storage });
      framework.sms.answer = () => Promise.resolve({ kind: 'refused', cause: new Error('no credit') });
      expect(
        await errcodeOf(framework.threepid.requestToken({ ...request, clientAddress: '203.0.113.7' })),
      ).to.equal('M_SEND_ERROR');
      expect(framework.log.map(({ level }) => level)).to.deep.equal(['error', 'error']);
    });
  });

  it('sends nothing if the storage is down', async () => {
    const storage = new MemorySessionStorage();
    storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
    framework = createFramework({ storage });
    expect(await errcodeOf(framework.threepid.requestToken(request))).to.include('StorageUnavailableError');
    expect(framework.sms.messages).to.have.length(0);
  });

  describe('refuses', () => {
    const refused: readonly (readonly [string, object, string])[] = [
      ['a client secret with other signs', { clientSecret: 'a b' }, 'M_INVALID_PARAM'],
      ['no client secret', { clientSecret: '' }, 'M_INVALID_PARAM'],
      ['a country that is none', { country: 'XX' }, 'M_INVALID_PARAM'],
      ['a number that is none', { phoneNumber: 'abc' }, 'M_INVALID_ADDRESS'],
      ['a number that cannot be', { phoneNumber: '07400' }, 'M_INVALID_ADDRESS'],
      ['a national number without a country', { country: '' }, 'M_INVALID_ADDRESS'],
      ['a number of fiction in production', { phoneNumber: '07700900001' }, 'M_INVALID_ADDRESS'],
      ['a premium number', { phoneNumber: '09012345678' }, 'M_DESTINATION_REJECTED'],
      ['a landline', { phoneNumber: '02079460000' }, 'M_DESTINATION_REJECTED'],
      ['a next_link to a host that is not listed', { nextLink: 'https://evil.example/' }, 'M_INVALID_PARAM'],
    ];
    for (const [what, change, errcode] of refused) {
      it(`${what}: ${errcode}, and sends nothing`, async () => {
        expect(await errcodeOf(framework.threepid.requestToken({ ...request, ...change }))).to.equal(errcode);
        expect(framework.sms.messages).to.have.length(0);
      });
    }
  });

  describe('a send policy', () => {
    const judged = (verdict: SendVerdict) => {
      framework = createFramework({ sendPolicy: { judge: () => Promise.resolve(verdict) } });
      return framework.threepid.requestToken(request).catch((error: unknown) => error);
    };

    it('may refuse', async () => {
      expect(await judged({ kind: 'refuse', reason: 'no budget' })).to.include({
        errcode: 'M_DESTINATION_REJECTED',
      });
    });

    it('may delay', async () => {
      expect(await judged({ kind: 'delay', retryAfterMs: 1_234 })).to.include({
        errcode: 'M_LIMIT_EXCEEDED',
        retryAfterMs: 1_234,
      });
    });

    it('may delay a call without an attempt, which always needs a message: the storage is not asked', async () => {
      const storage = new MemorySessionStorage();
      storage.open = () => Promise.reject(new StorageUnavailableError('gone'));
      const sendPolicy = { judge: (): SendVerdict => ({ kind: 'delay', retryAfterMs: 1_234 }) };
      framework = createFramework({ storage, sendPolicy });
      const ask = (sendAttempt: number | undefined) =>
        errcodeOf(framework.threepid.requestToken({ ...request, sendAttempt }));
      expect(await ask(undefined)).to.equal('M_LIMIT_EXCEEDED');
      expect(await ask(1)).to.include('StorageUnavailable');
    });

    it('may allow', async () => {
      expect(await judged({ kind: 'allow' })).to.have.property('sid');
    });

    it('that fails sends nothing, and charges the client nothing', async () => {
      let fails = true;
      const judge = (): Promise<SendVerdict> =>
        fails ? Promise.reject(new Error('no budget to be read')) : Promise.resolve({ kind: 'allow' });
      framework = createFramework({ sendPolicy: { judge } });
      const ask = () => framework.threepid.requestToken({ ...request, clientAddress: '203.0.113.7' });
      for (let count = 0; count < 30; count += 1) expect(await errcodeOf(ask())).not.to.equal('none');
      expect(framework.sms.messages).to.have.length(0);
      fails = false;
      expect(await errcodeOf(ask())).to.equal('none');
    });
  });

  describe('test numbers', () => {
    it('of the settings may be requested again and again from one address', async () => {
      const testNumbers = [{ number: '+447400123456', code: '012345', until: Date.UTC(2030, 0, 1) }];
      framework = createFramework({ ...hostPolicy, testNumbers });
      for (let count = 0; count < 5; count += 1)
        await framework.threepid.requestToken({ ...request, sendAttempt: undefined, clientAddress });
    });

    it('of the settings have their code, nothing is sent, and they are counted as other numbers are', async () => {
      framework = createFramework({
        guard: {},
        testNumbers: [{ number: '+447400123456', code: '012345', until: Date.UTC(2030, 0, 1) }],
      });
      const { clientSecret } = request;
      const ask = async () => framework.threepid.requestToken({ ...request, sendAttempt: undefined });
      for (let count = 0; count < 20; count += 1) {
        if (count % 5 === 0) framework.clock.advance(10 * minute);
        const { sid } = await ask();
        expect(
          await errcodeOf(framework.threepid.submitToken({ sid, clientSecret, token: '012345' })),
        ).to.equal('none');
      }
      framework.clock.advance(10 * minute);
      // Else its code, which never changes, could be guessed at without end.
      expect(await errcodeOf(ask())).to.equal('M_LIMIT_EXCEEDED');
      expect(framework.sms.messages).to.have.length(0);
      expect(framework.testSms.messages).to.have.length(0);
    });

    it('of fiction have their messages sent to the test sender, outside production', async () => {
      framework = createFramework({ production: false });
      const { sid, msisdn } = await framework.threepid.requestToken({
        ...request,
        phoneNumber: '07700900001',
      });
      expect(msisdn).to.equal('447700900001');
      expect(framework.sms.messages).to.have.length(0);
      expect(framework.testSms.messages).to.have.length(1);
      expect(
        await errcodeOf(
          framework.threepid.submitToken({
            sid,
            clientSecret: request.clientSecret,
            token: framework.lastCode(),
          }),
        ),
      ).to.equal('none');
    });
  });
});
