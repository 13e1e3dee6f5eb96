import {
  createTrustList,
  denyAllTrustPolicy,
  StorageUnavailableError,
  type HomeserverOptions,
  type IdentityServerClient,
  type LimitOptions,
  type RelayedAnswer,
  type RelayedRequestToken,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  call,
  createFramework,
  errcodeOf,
  noAddressLimits,
  RecordingSmsSender,
  type TestFramework,
} from '../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const register = '/_matrix/client/v3/register/msisdn/requestToken';
const password = '/_matrix/client/v3/account/password/msisdn/requestToken';
const baseUrl = 'https://id.internal.example:8448/below';

const hex = (value: number): string => value.toString(16);

/** Notes its calls, and answers what it is told to. */
class RecordingIdentityServerClient implements IdentityServerClient {
  readonly calls: RelayedRequestToken[] = [];
  answer: () => Promise<RelayedAnswer> = () => Promise.resolve({ kind: 'opened', sid: 'theirs', fields: {} });

  requestToken(asked: RelayedRequestToken): Promise<RelayedAnswer> {
    this.calls.push(asked);
    return this.answer();
  }
}

function homeserver(options: Partial<HomeserverOptions> = {}, others: Partial<ThreepidOptions> = {}) {
  const client = new RecordingIdentityServerClient();
  const framework = createFramework({
    accountDirectory: new TestAccounts(),
    homeserver: {
      publicUrl: 'https://matrix.example.org',
      trustPolicy: createTrustList({ own: ['example.org'], trusted: { 'id.example.org': `${baseUrl}/` } }),
      identityServerClient: client,
      ...options,
    },
    ...others,
  });
  return { ...framework, client };
}

function body(more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { client_secret: 'a.secret', country: 'GB', phone_number: freeNumber, send_attempt: 1, ...more };
}

describe('an id_server', () => {
  it('of ours is served here, in every spelling of its name', async () => {
    for (const id_server of ['example.org', 'EXAMPLE.org', 'example.org.', 'example.org:443']) {
      const framework = homeserver();
      const answer = await call(framework, 'POST', register, body({ id_server, id_access_token: 'token' }));
      expect(answer.status, id_server).to.equal(200);
      expect(framework.client.calls).to.deep.equal([]);
      expect(framework.sms.messages).to.have.lengthOf(1);
    }
  });

  it('that is trusted is passed on to the URL of the policy, as it came in', async () => {
    const framework = homeserver();
    const answer = await call(
      framework,
      'POST',
      register,
      body({
        id_server: 'ID.example.org',
        id_access_token: 'token',
        next_link: 'https://app.example/',
        send_attempt: '2',
        challenge_answer: 'solved',
        channel: 'pigeon',
      }),
    );
    expect(answer.json()).to.deep.equal({ sid: 'theirs' });
    expect(framework.client.calls).to.deep.equal([
      {
        baseUrl,
        idAccessToken: 'token',
        body: {
          client_secret: 'a.secret',
          country: 'GB',
          phone_number: freeNumber,
          send_attempt: 2,
          next_link: 'https://app.example/',
          challenge_answer: 'solved',
          channel: 'pigeon',
        },
      },
    ]);
    expect(framework.sms.messages).to.deep.equal([]);
  });

  it('that is called on v1 takes the code itself: its submit_url is told', async () => {
    const framework = homeserver();
    const answer = await call(framework, 'POST', register, body({ id_server: 'id.example.org' }));
    expect(answer.json()).to.deep.equal({
      sid: 'theirs',
      submit_url: `${baseUrl}/_matrix/identity/api/v1/validate/msisdn/submitToken`,
    });
    expect(framework.client.calls[0]).to.have.property('idAccessToken', undefined);
  });

  it('gets no field that the client has left out, and no channel that is empty', async () => {
    const framework = homeserver();
    const asked = { client_secret: 'a.secret', country: 'GB', phone_number: freeNumber };
    const { threepid, client } = framework;
    const given = { clientSecret: 'a.secret', country: 'GB', phoneNumber: freeNumber };
    const where = { idServer: 'id.example.org', purpose: 'register' } as const;
    for (const channel of [undefined, ''])
      await threepid.requestTokenForHomeserver({ ...given, ...where, channel });
    expect(client.calls.map(({ body }) => body)).to.deep.equal([asked, asked]);
  });

  it('is not asked for a number that will not do', async () => {
    const framework = homeserver();
    const answer = await call(
      framework,
      'POST',
      register,
      body({ id_server: 'id.example.org', phone_number: takenNumber }),
    );
    expect(answer.json()).to.include({ errcode: 'M_THREEPID_IN_USE' });
    expect(framework.client.calls).to.deep.equal([]);
  });

  it('is asked whatever the number, where that is concealed', async () => {
    for (const path of [register, password]) {
      for (const phone_number of [takenNumber, freeNumber]) {
        const framework = homeserver({ availability: 'concealed' });
        const answer = await call(
          framework,
          'POST',
          path,
          body({ id_server: 'id.example.org', phone_number }),
        );
        expect(answer.status).to.equal(200);
        expect(framework.client.calls).to.have.lengthOf(1);
      }
    }
  });

  it('that is not trusted is refused, before the number is looked at', async () => {
    for (const framework of [homeserver(), homeserver({ trustPolicy: denyAllTrustPolicy })]) {
      const answer = await call(
        framework,
        'POST',
        register,
        body({ id_server: 'vector.example', phone_number: 'x' }),
      );
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, 'M_SERVER_NOT_TRUSTED']);
      expect(answer.body).not.to.include('vector');
      expect(framework.client.calls).to.deep.equal([]);
    }
  });

  it('trusts nothing unless told', async () => {
    const framework = createFramework({
      accountDirectory: new TestAccounts(),
      homeserver: { publicUrl: 'https://matrix.example.org' },
    });
    const answer = await call(framework, 'POST', register, body({ id_server: 'matrix.example.org' }));
    expect(answer.json()).to.include({ errcode: 'M_SERVER_NOT_TRUSTED' });
  });

  it('needs a client, which is said to the operator', async () => {
    const framework = createFramework({
      accountDirectory: new TestAccounts(),
      homeserver: {
        publicUrl: 'https://matrix.example.org',
        trustPolicy: createTrustList({ trusted: { 'id.example.org': baseUrl } }),
      },
    });
    const answer = await call(framework, 'POST', register, body({ id_server: 'id.example.org' }));
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([500, 'M_UNKNOWN']);
    const { err } = framework.log.at(-1)?.fields ?? {};
    expect(err).to.have.property('message').that.includes('identityServerClient');
  });
});

describe('the answer of a trusted identity server', () => {
  async function relayed(answer: RelayedAnswer, options: Partial<ThreepidOptions> = {}) {
    const framework = homeserver({}, options);
    framework.client.answer = () => Promise.resolve(answer);
    return call(framework, 'POST', register, body({ id_server: 'id.example.org', id_access_token: 'token' }));
  }

  it('is relayed, if it is an error: status, code, text and fields', async () => {
    const answer = await relayed({
      kind: 'error',
      status: 429,
      errcode: 'M_LIMIT_EXCEEDED',
      error: 'Slow down',
      fields: { retry_after_ms: 1_500, policy: 'https://id.example.org/limits' },
    });
    expect(answer.status).to.equal(429);
    expect(answer.json()).to.deep.equal({
      errcode: 'M_LIMIT_EXCEEDED',
      error: 'Slow down',
      retry_after_ms: 1_500,
      policy: 'https://id.example.org/limits',
    });
    expect(answer.headers).to.include({ 'retry-after': '2' });
  });

  it('keeps its own errcodes, those that we have another name for too', async () => {
    for (const errcode of [
      'M_INVALID_ADDRESS',
      'M_DESTINATION_REJECTED',
      'M_TERMS_NOT_SIGNED',
      'ORG.EXAMPLE.NO',
    ]) {
      const answer = await relayed({ kind: 'error', status: 403, errcode, error: 'x', fields: {} });
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([403, errcode]);
    }
  });

  it('brings none of them into events: they may have anything in them', async () => {
    for (const [errcode, told] of [
      ['M_447400123456', 'other'],
      ['M_TERMS_NOT_SIGNED', 'M_TERMS_NOT_SIGNED'],
    ] as const) {
      const events: ThreepidEvent[] = [];
      const answer: RelayedAnswer = { kind: 'error', status: 403, errcode, error: 'x', fields: {} };
      await relayed(answer, { events: (event) => void events.push(event) });
      expect(events.map((event) => event.kind === 'answered' && event.errcode)).to.deep.equal([told]);
    }
  });

  it('ends no session here: its word on its own token is no word on ours', async () => {
    for (const errcode of ['M_UNKNOWN_TOKEN', 'M_MISSING_TOKEN']) {
      const answer = await relayed({ kind: 'error', status: 401, errcode, error: 'x', fields: {} });
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([401, 'M_UNAUTHORIZED']);
    }
  });

  it('makes no header of a wait that is none', async () => {
    for (const retry_after_ms of [Infinity, NaN, -1, '5', 1.5, null]) {
      const answer = await relayed({
        kind: 'error',
        status: 429,
        errcode: 'M_X',
        error: 'x',
        fields: { retry_after_ms },
      });
      expect(answer.headers).not.to.have.property('retry-after');
    }
  });

  it('is 502 M_UNKNOWN if it can not be used, with the cause in the log alone', async () => {
    const framework = homeserver();
    const cause = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
    framework.client.answer = () => Promise.reject(cause);
    const answer = await call(framework, 'POST', register, body({ id_server: 'id.example.org' }));
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([502, 'M_UNKNOWN']);
    expect(answer.body).not.to.include('certificate');
    expect(framework.log.at(-1)?.fields['err']).to.include({ code: 'CERT_HAS_EXPIRED' });
  });
});

describe('calls that are passed on', () => {
  const limits = { perAddress: [{ messages: 1, windowMs: 60_000 }] };
  const asked = body({ id_server: 'id.example.org' });
  const options = (client: IdentityServerClient) => ({
    limits,
    accountDirectory: new TestAccounts(),
    homeserver: {
      publicUrl: 'https://matrix.example.org',
      trustPolicy: createTrustList({ trusted: { 'id.example.org': baseUrl } }),
      identityServerClient: client,
    },
  });

  it('count against the address of the person, as messages of ours do', async () => {
    const client = new RecordingIdentityServerClient();
    const framework = createFramework(options(client));
    const statuses: number[] = [];
    for (const address of ['203.0.113.7', '203.0.113.7', '203.0.113.8', undefined, undefined])
      statuses.push((await call(framework, 'POST', register, asked, {}, address)).status);
    expect(statuses).to.deep.equal([200, 429, 200, 200, 429]);
    expect(client.calls).to.have.lengthOf(3);
  });

  it('count as lookups too, since they are no messages to the guard', async () => {
    const client = new RecordingIdentityServerClient();
    const lookupsPerAddress = [{ messages: 1, windowMs: 60_000 }];
    const framework = createFramework({ ...options(client), limits: { lookupsPerAddress } });
    const ask = () => call(framework, 'POST', register, asked, {}, '203.0.113.7');
    expect((await ask()).status).to.equal(200);
    const refused = await ask();
    expect(refused.status).to.equal(429);
    expect(refused.json()).to.include({ error: 'Too many messages; try again later' });
  });

  for (const mode of ['enforce', 'monitor', 'off'] as const) {
    describe(`where the guard is in mode ${mode}`, () => {
      const relayed = async (count: number, addressOf: (index: number) => string | undefined, more = {}) => {
        const client = new RecordingIdentityServerClient();
        const { threepid } = createFramework({ ...options(client), limits: {}, guard: { mode }, ...more });
        const asking = { clientSecret: 'a.secret', country: 'GB', phoneNumber: freeNumber };
        const where = { idServer: 'id.example.org', purpose: 'register' } as const;
        for (let index = 0; index < count; index += 1)
          await errcodeOf(
            threepid.requestTokenForHomeserver({ ...asking, ...where, clientAddress: addressOf(index) }),
          );
        return client.calls.length;
      };

      it('are 3 in 10 minutes of one address for one number', async () => {
        expect(await relayed(20, () => '203.0.113.7')).to.equal(3);
        expect(await relayed(20, (index) => `2001:db8:1:${hex(index)}::1`)).to.equal(3);
      });

      it('are 5 in 10 minutes for one number, whoever asks', async () => {
        expect(await relayed(20, (index) => `203.0.113.${index}`)).to.equal(5);
      });

      it('are 5 in 10 minutes for one number of callers whose address nobody knows', async () => {
        expect(await relayed(20, () => undefined)).to.equal(5);
      });

      it('are as many as the host likes', async () => {
        const limits = { perNumber: [{ messages: 7, windowMs: 60_000 }] };
        expect(await relayed(20, () => undefined, { limits })).to.equal(7);
        expect(await relayed(20, () => '203.0.113.7', { limits: false })).to.equal(20);
      });
    });
  }

  it('are counted nowhere without limits: the storage is not asked', async () => {
    const storage = new MemorySessionStorage();
    storage.spend = () => Promise.reject(new StorageUnavailableError('gone'));
    const limits = { ...noAddressLimits, perNumber: [], lookupsPerAddress: [] };
    const client = new RecordingIdentityServerClient();
    const framework = createFramework({ ...options(client), storage, limits });
    expect((await call(framework, 'POST', register, asked, {}, '203.0.113.7')).status).to.equal(200);
  });

  it('do not count for a number where the other server refused', async () => {
    const client = new RecordingIdentityServerClient();
    const framework = createFramework({ ...options(client), limits: {} });
    client.answer = () =>
      Promise.resolve({ kind: 'error', status: 500, errcode: 'M_SEND_ERROR', error: 'x', fields: {} });
    const ask = () => call(framework, 'POST', register, asked, {}, '203.0.113.7');
    for (let count = 0; count < 10; count += 1) expect((await ask()).status).to.equal(500);
    client.answer = () => Promise.resolve({ kind: 'opened', sid: 'theirs', fields: {} });
    expect((await ask()).status).to.equal(200);
  });

  it('count also where the other server refused: that the number has no account was an answer', async () => {
    const client = new RecordingIdentityServerClient();
    const framework = createFramework(options(client));
    client.answer = () =>
      Promise.resolve({ kind: 'error', status: 400, errcode: 'M_INVALID_ADDRESS', error: 'x', fields: {} });
    expect((await call(framework, 'POST', register, asked, {}, '203.0.113.7')).status).to.equal(400);
    client.answer = () => Promise.resolve({ kind: 'opened', sid: 'theirs', fields: {} });
    expect((await call(framework, 'POST', register, asked, {}, '203.0.113.7')).status).to.equal(429);
  });
});

describe('whether numbers have an account', () => {
  const from = '203.0.113.7';
  const probes: readonly (readonly [string, (index: number) => object])[] = [
    ['taken', () => ({ phone_number: takenNumber })],
    ['free', (index) => ({ phone_number: `+447400${String(200_000 + index)}` })],
    ['free, and refused by the policy', () => ({ phone_number: '+442079460000' })],
    ['free, and of one repeated call', () => ({ phone_number: freeNumber, send_attempt: 1 })],
  ];
  for (const [what, changes] of probes) {
    it(`is answered to one address 60 times in an hour, if they are ${what}`, async () => {
      const accounts = new TestAccounts();
      let lookUps = 0;
      const framework = createFramework({
        accountDirectory: {
          ownerOf: async (threePid) => {
            lookUps += 1;
            return accounts.ownerOf(threePid);
          },
          threePidsOf: async (userId) => accounts.threePidsOf(userId),
        },
        homeserver: { publicUrl: 'https://matrix.example.org' },
        limits: { ...noAddressLimits, perNumber: [] },
      });
      for (let index = 0; index < 100; index += 1)
        await call(framework, 'POST', register, body({ ...changes(index) }), {}, from);
      expect(lookUps).to.equal(60);
    });
  }

  const widths: readonly (readonly [string, (index: number) => string, number])[] = [
    ['/64', (index) => `2001:db8:1:2::${hex(index + 1)}`, 60],
    ['/56', (index) => `2001:db8:1:${hex(index % 256)}::1`, 120],
    ['/48', (index) => `2001:db8:1:${hex((index * 257) % 65_536)}::1`, 300],
  ];
  for (const [width, addressOf, allowed] of widths) {
    it(`is answered to one ${width} of IPv6 ${allowed} times in an hour`, async () => {
      expect(await answersTo(telling({}), addressOf)).to.equal(allowed);
    });
  }

  it('is not counted where it is concealed, because no answer tells it', async () => {
    expect(await answersTo(telling({ availability: 'concealed' }), () => from)).to.equal(400);
  });

  it('is not counted where nobody can say', async () => {
    const accountDirectory = new TestAccounts();
    accountDirectory.failure = new Error('down');
    const lookupsPerAddress = [{ messages: 1, windowMs: 60_000 }];
    const framework = createFramework({
      accountDirectory,
      homeserver: { publicUrl: 'https://matrix.example.org' },
      limits: { ...noAddressLimits, lookupsPerAddress },
    });
    const ask = async (phone_number: string) =>
      (await call(framework, 'POST', register, body({ phone_number }), {}, from)).status;
    for (let count = 0; count < 3; count += 1) expect(await ask(freeNumber)).to.equal(503);
    accountDirectory.failure = undefined;
    expect(await ask(freeNumber)).to.equal(200);
    expect(await ask('+447400200000')).to.equal(429);
  });

  it('is answered as often as the host likes', async () => {
    const framework = telling({}, { lookupsPerAddress: [{ messages: 3, windowMs: 60_000 }] });
    expect(await answersTo(framework, () => from)).to.equal(3);
    framework.clock.advance(60_000);
    expect(await answersTo(framework, () => from)).to.equal(3);
    expect(await answersTo(telling({}, false), () => from)).to.equal(400);
  });

  function telling(options: Partial<HomeserverOptions>, limits: LimitOptions | false = {}): TestFramework {
    return createFramework({
      accountDirectory: new TestAccounts(),
      homeserver: { publicUrl: 'https://matrix.example.org', ...options },
      limits: limits === false ? false : { ...noAddressLimits, ...limits },
    });
  }

  /** How many of 400 requests for numbers of their own are not over a limit. */
  async function answersTo(framework: TestFramework, addressOf: (index: number) => string): Promise<number> {
    const statuses: number[] = [];
    for (let index = 0; index < 400; index += 1) {
      const asked = body({ phone_number: `+447400${String(300_000 + index)}` });
      statuses.push((await call(framework, 'POST', register, asked, {}, addressOf(index))).status);
    }
    return statuses.filter((status) => status !== 429).length;
  }
});

describe('requests of the homeserver at once', () => {
  it('are answered each for its own purpose', async () => {
    const framework = homeserver();
    const [toRegister, forPassword] = await Promise.all(
      [register, password].map((path) => call(framework, 'POST', path, body({}))),
    );
    expect([toRegister?.status, forPassword?.status]).to.deep.equal([200, 400]);
    expect(forPassword?.json()).to.include({ errcode: 'M_THREEPID_NOT_FOUND' });
  });
});

describe('the channel of a message of the homeserver', () => {
  const ask = (options: Partial<HomeserverOptions>, voice = new RecordingSmsSender()) =>
    call(homeserver(options, { channels: { voice } }), 'POST', register, body({ channel: 'voice' }));

  it('is what the client asks for', async () => {
    const voice = new RecordingSmsSender();
    expect((await ask({}, voice)).status).to.equal(200);
    expect(voice.messages).to.have.lengthOf(1);
  });

  it('is always SMS where it is concealed who has an account', async () => {
    const answer = await ask({ availability: 'concealed' });
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, 'M_INVALID_PARAM']);
  });
});

describe('requestTokenForHomeserver of a method caller', () => {
  it('checks the client secret before it is passed on', async () => {
    const framework = homeserver();
    const error: unknown = await framework.threepid
      .requestTokenForHomeserver({
        purpose: 'register',
        clientSecret: 'a b',
        phoneNumber: freeNumber,
        country: '',
        idServer: 'id.example.org',
      })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property('errcode', 'M_INVALID_PARAM');
    expect(framework.client.calls).to.deep.equal([]);
  });
});
