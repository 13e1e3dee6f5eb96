import {
  createMessageTemplates,
  createThreepid,
  createTrustList,
  denyAllTrustPolicy,
  errorsOfOption,
  silentLogger,
  systemClock,
  type ThreepidOptions,
} from '@threepid/core';
import {
  MemoryAccessTokenStorage,
  MemoryBalanceStorage,
  MemoryBlockStorage,
  MemorySessionStorage,
} from '@threepid/storage-memory';
import { expect } from 'chai';
import { Riddle } from '../challenges/riddle.js';
import { RecordingSmsSender, recordingLogger, storageWith, type LogLine } from '../framework.js';
import { TestAccounts } from '../test-accounts.js';

const secret = 'a secret for tests, of a good length';
const sms = new RecordingSmsSender();
const answer = () => Promise.resolve();
const openIdVerifier = { verify: () => Promise.resolve({ kind: 'unknown' } as const) };
const accounts = { openIdVerifier, accessTokenStorage: new MemoryAccessTokenStorage() };
const accountDirectory = new TestAccounts();
const homeserver = { publicUrl: 'https://example.org' };

/** What is said of options that a program in JavaScript might give, beside those that are needed. */
function errorOf(changes: Readonly<Record<string, unknown>>): string {
  const options = { secret, storage: new MemorySessionStorage(), sms, ...changes } as ThreepidOptions;
  try {
    createThreepid(options);
    return 'none';
  } catch (error) {
    return error instanceof TypeError ? error.message : `no TypeError: ${String(error)}`;
  }
}

describe('the options of createThreepid', () => {
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, string | RegExp])[] = [
    [
      'no secret',
      { secret: undefined },
      "threepid: secret must be a string, not undefined; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
    ],
    ['an empty secret', { secret: '' }, /^threepid: secret must not be empty; give what `openssl/],
    ['a secret of white space', { secret: ' \n' }, /^threepid: secret must not be empty/],
    ['a secret of bytes', { secret: Buffer.alloc(32) }, /^threepid: secret must be a string, not an object/],
    ['no secret in the list', { secret: [] }, 'threepid: at least one secret is needed'],
    [
      'a hole in the list of secrets',
      { secret: [secret, undefined] },
      /^threepid: secret\[1\] must be a string/,
    ],
    [
      'a secret from a README',
      { secret: 'at least 32 random characters, kept to yourself' },
      /from documentation/,
    ],
    [
      'it with a line break',
      { secret: 'at least 32 random characters, kept to yourself\n' },
      /from documentation/,
    ],
    ['it in the list', { secret: [secret, '...'] }, /^threepid: secret\[1\] must not be from documentation/],
    [
      'a channel that there is not',
      { channels: { pigeon: sms } },
      /^threepid: channels\.pigeon is not an option; there are whatsapp, telegram, voice/,
    ],
    [
      'a channel without a sender',
      { channels: { whatsapp: {} } },
      /^threepid: channels\.whatsapp must be an SmsSender, but has no send\(\)/,
    ],
    [
      'a sender under the name of another channel',
      { channels: { voice: { name: 'telegram', channel: 'telegram', send: answer } } },
      "threepid: channels.voice is a sender of another channel; write it under that channel's name",
    ],
    [
      'a homeserver that is null',
      { homeserver: null },
      /^threepid: homeserver must be an object, not null; write/,
    ],
    [
      'no storage',
      { storage: undefined },
      /^threepid: storage must be a SessionStorage, not undefined; write new MemorySessionStorage\(\)/,
    ],
    [
      'an empty storage',
      { storage: {} },
      /^threepid: storage must be a SessionStorage, but has no open\(\), .*ready\(\); write/,
    ],
    [
      'a class',
      { storage: MemorySessionStorage },
      /storage must be a SessionStorage, not a function or a class; write new/,
    ],
    ['another storage', { storage: new MemoryAccessTokenStorage() }, /but has no open\(\)/],
    [
      'no sms',
      { sms: undefined },
      /^threepid: sms must be an SmsSender, not undefined; write new ConsoleSmsSender\(\)/,
    ],
    ['an empty sms', { sms: {} }, /^threepid: sms must be an SmsSender, but has no send\(\); write/],
    ['an sms that is a list', { sms: [sms] }, /sms must be an SmsSender, not a list/],
    ['a readiness that is none', { sms: { send: answer, ready: true } }, /but has no ready\(\)/],
    ['an empty testSms', { testSms: {} }, /^threepid: testSms must be an SmsSender/],
    [
      'a text for production',
      { production: 'false' },
      'threepid: production must be true or false, not a string',
    ],
    [
      'a text for the warnings about the sender',
      { senderWarnings: 'off' },
      /^threepid: senderWarnings must be an object, not a string; write \{ except: \['IN'\] \}, or false/,
    ],
    [
      'one host for a list',
      { nextLinkHosts: 'example.org' },
      'threepid: nextLinkHosts must be a list, not a string',
    ],
    ['a host that is none', { nextLinkHosts: ['https://a'] }, /^threepid: 'https:\/\/a' is not a host/],
    [
      'limits that are true',
      { limits: true },
      /^threepid: limits must be an object, not a boolean; write \{ perNumber/,
    ],
    [
      'a limit for a list',
      { limits: { perNumber: { messages: 1, windowMs: 1 } } },
      /limits\.perNumber must be a list/,
    ],
    [
      'a limit without a window',
      { limits: { perAddress: [{ messages: 1 }] } },
      /limits\.perAddress\[0\]\.windowMs must be milliseconds above 0, not undefined/,
    ],
    [
      'half a message',
      { limits: { perNumber: [{ messages: 0.5, windowMs: 1 }] } },
      /messages must be a whole number of at least 0/,
    ],
    [
      'no messages at all',
      { limits: { perNumber: [{ messages: -1, windowMs: 1 }] } },
      /whole number of at least 0, not a number/,
    ],
    [
      'a window without end',
      { limits: { perNumber: [{ messages: 1, windowMs: Infinity }] } },
      /above 0, not Infinity/,
    ],
    ['a guard that is a mode', { guard: 'off' }, /^threepid: guard must be an object, .* write \{ mode/],
    [
      'an unknown mode of the guard',
      { guard: { mode: 'on' } },
      "threepid: guard.mode must be 'enforce' or 'monitor' or 'off', not a string",
    ],
    ['balances that are none', { guard: { balances: {} } }, /guard\.balances must be a BalanceStorage, but/],
    [
      'terms of an unknown group',
      { guard: { terms: { contry: {} } } },
      'threepid: guard.terms.contry is not an option; did you mean country?',
    ],
    [
      'half a thousandth',
      { guard: { terms: { all: { refill: 0.5 } } } },
      /guard\.terms\.all\.refill must be a whole number of at least 1/,
    ],
    [
      'a group that can never pay',
      { guard: { terms: { pair: { start: 999 } } } },
      /guard\.terms\.pair\.start must be a whole number of at least 1000/,
    ],
    [
      'a group that starts above its most',
      { guard: { terms: { number: { start: 9_000 } } } },
      'threepid: guard.terms.number.start must not be above its most',
    ],
    [
      'an amount that is too large to be counted',
      { guard: { terms: { number: { refill: 1_000_000_001 } } } },
      'threepid: guard.terms.number.refill must be a whole number from 1 to 1000000000, not 1000000001',
    ],
    [
      'a storage without balances',
      { storage: storageWith({ balances: undefined }) },
      "threepid: guard needs balances, because this storage has none; write guard: { balances }, such as new MemoryBalanceStorage() of @threepid/storage-memory, or guard: { mode: 'off' } to send without the guard",
    ],
    [
      'a storage with balances that are none',
      { storage: storageWith({ balances: {} }) },
      /^threepid: storage\.balances must be a BalanceStorage, but has no charge\(\)/,
    ],
    ['one country for a list', { destinations: { allow: 'GB' } }, /destinations\.allow must be a list/],
    [
      'a country that is none',
      { destinations: { allow: ['UK'] } },
      "threepid: 'UK' is not a country; write 'GB'",
    ],
    [
      'a number type that is none',
      { destinations: { numberTypes: ['mobile', 'Mobile'] } },
      /^threepid: destinations\.numberTypes\[1\] must be 'mobile' or 'fixed-line' or .*, not a string$/,
    ],
    [
      'a test number of digits',
      { testNumbers: [{ number: 447400123456, code: '123456', until: 1 }] },
      /testNumbers\[0\]\.number must be a string, not a number/,
    ],
    [
      'a test number that is none',
      { testNumbers: [{ number: 'x', code: '123456', until: 1 }] },
      /'x' is not E\.164/,
    ],
    [
      'a challenge that cannot check',
      { challenge: { make: () => ({ type: 'x' }) } },
      /challenge must be a Challenge, but has no check\(\)/,
    ],
    ['an empty sendPolicy', { sendPolicy: {} }, /sendPolicy must be a SendPolicy, but has no judge\(\)/],
    [
      'a sendPolicy that cannot learn',
      { sendPolicy: { judge: () => ({ kind: 'allow' }), learn: true } },
      /sendPolicy must be a SendPolicy, but has no learn\(\)/,
    ],
    ['empty templates', { templates: {} }, /templates must be a MessageTemplates, but has no text\(\)/],
    [
      'an access that is none',
      { identityV1: { access: 'closed' } },
      "threepid: identityV1.access must be 'open' or 'delegates' or 'off', not a string",
    ],
    ['a path prefix that is none', { identityV1: { pathPrefix: 'a' } }, /path prefix 'a' must look like/],
    ['an empty identityV2', { identityV2: {} }, /identityV2 needs either accounts or an authenticator/],
    [
      'both of identityV2',
      { identityV2: { accounts, authenticator: new TestAccounts() } },
      /identityV2 needs either accounts or/,
    ],
    [
      'empty accounts',
      { identityV2: { accounts: {} } },
      /accounts\.openIdVerifier must be an OpenIdVerifier, not undefined(.|\n)*accounts\.accessTokenStorage must be/,
    ],
    [
      'no token for a user',
      { identityV2: { accounts: { ...accounts, accessTokensPerUser: 0 } } },
      /accessTokensPerUser must be a whole number of at least 1/,
    ],
    [
      'a life of no time',
      { identityV2: { accounts: { ...accounts, accessTokenLifetimeMs: 0 } } },
      /accessTokenLifetimeMs must be milliseconds above 0/,
    ],
    [
      'delegates for a list',
      { delegates: ['10.0.0.0/8'] },
      /^threepid: delegates must be an object, not a list; write \{ addresses/,
    ],
    [
      'v1 for delegates, of whom there is none',
      { identityV1: { access: 'delegates' }, delegates: { addresses: [] } },
      /^threepid: identityV1\.access 'delegates' lets nobody in; write delegates/,
    ],
    [
      'an origin without its list',
      { cors: 'https://app.example.org' },
      "threepid: cors must be '*', false or a list of origins, not a string",
    ],
    [
      'an origin that is none',
      { cors: ['app.example.org'] },
      /'app\.example\.org' is not an origin; write https:/,
    ],
    ['a delegate that is none', { delegates: { addresses: ['x'] } }, /'x' is not an address or range/],
    [
      'a test number that is none',
      { testNumbers: [{ number: 'x', code: '123456', until: 1 }] },
      /^threepid: .*'x'/,
    ],
    [
      'an empty homeserver',
      { homeserver: {} },
      /homeserver\.publicUrl must be a string(.|\n)*homeserver needs an accountDirectory beside it; write accountDirectory: \{ ownerOf/,
    ],
    [
      'no directory',
      { homeserver },
      /^threepid: homeserver needs an accountDirectory beside it; write accountDirectory: \{ ownerOf: .*, threePidsOf: .* \}$/,
    ],
    [
      'an empty directory',
      { accountDirectory: {}, homeserver },
      /^threepid: accountDirectory must be an AccountDirectory, but has no ownerOf\(\), threePidsOf\(\); write \{ ownerOf/,
    ],
    [
      'a directory where it was once',
      { homeserver: { ...homeserver, accountDirectory } },
      'threepid: homeserver.accountDirectory moved: write it as accountDirectory',
    ],
    [
      'a publicUrl that is none',
      { accountDirectory, homeserver: { ...homeserver, publicUrl: 'a' } },
      /publicUrl 'a' is not an http\(s\) URL/,
    ],
    [
      'a publicUrl with a query, which no path can follow',
      { accountDirectory, homeserver: { ...homeserver, publicUrl: 'https://example.org/?a' } },
      /is not an http\(s\) URL without credentials, query and fragment/,
    ],
    [
      'an add that is none',
      { accountDirectory: { ownerOf: answer, threePidsOf: answer, add: 1 } },
      /has no add\(\)/,
    ],
    [
      'an availability that is none',
      { accountDirectory, homeserver: { ...homeserver, availability: 'hidden' } },
      /availability must be 'told' or 'concealed'/,
    ],
    [
      'an empty clock',
      { clock: {} },
      'threepid: clock must be a Clock, but has no now(); write { now: () => Date.now() }',
    ],
    ['a clock that is null', { clock: null }, /clock must be a Clock, not null/],
    [
      'a logger of one level',
      { logger: { info: () => undefined } },
      /logger must be a Logger, but has no debug\(\), warn\(\), error\(\)/,
    ],
    [
      'a logger that is a function',
      { logger: () => undefined },
      /logger must be a Logger, not a function or a class/,
    ],
    [
      'a name that is nearly one',
      { testSmsSender: sms },
      'threepid: testSmsSender is not an option; did you mean testSms?',
    ],
    [
      'a name in the plural',
      { secrets: [secret] },
      'threepid: secrets is not an option; did you mean secret?',
    ],
    [
      'a name that is near none',
      { redis: 1 },
      /^threepid: redis is not an option; there are secret, storage, sms, /,
    ],
    [
      'a name below one',
      { accountDirectory, homeserver: { ...homeserver, baseUrl: 'a', trustpolicy: 1 } },
      /homeserver\.baseUrl is not an option; there are(.|\n)*homeserver\.trustpolicy is not an option; did you mean trustPolicy\?/,
    ],
  ];
  for (const [what, changes, expected] of wrong) {
    it(`are refused with ${what}`, () => {
      const error = errorOf(changes);
      if (typeof expected === 'string') expect(error).to.equal(expected);
      else expect(error).to.match(expected);
    });
  }

  it('are refused with all that is wrong, each on a line', () => {
    const error = errorOf({
      secret: undefined,
      storage: {},
      sms: {},
      clock: {},
      homeserver: { publicUrl: 'a' },
    });
    const lines = error.split('\n');
    expect(lines[0]).to.equal('threepid: 6 options are wrong:');
    const starts = [
      'secret',
      'storage',
      'sms',
      "publicUrl 'a'",
      'clock',
      'homeserver needs an accountDirectory',
    ];
    expect(lines).to.have.lengthOf(1 + starts.length);
    for (const [at, start] of starts.entries()) expect(lines[at + 1]).to.match(new RegExp(`^- ${start} `));
  });

  it('are refused where they are no object', () => {
    for (const options of [undefined, null, 'a', []])
      expect(() => createThreepid(options as never)).to.throw(
        TypeError,
        'write createThreepid({ secret, storage, sms })',
      );
  });

  it('never show a secret', () => {
    const shown = 'a-secret-that-nobody-may-see';
    for (const changes of [
      { secret: { shown } },
      { secret: [{ shown }] },
      { delegates: { secrets: [shown.replaceAll('-', ' ')] } },
      { delegates: { secrets: { shown } } },
      { production: shown },
    ])
      expect(errorOf(changes))
        .not.to.match(/nobody.may.see/)
        .and.not.to.equal('none');
  });

  it('are all taken', () => {
    const all: Required<ThreepidOptions> = {
      secret: [secret, 'short'],
      indexSecret: 'an index secret',
      storage: new MemorySessionStorage(),
      sms,
      testSms: sms,
      channels: { whatsapp: sms },
      reports: false,
      production: false,
      nextLinkHosts: ['example.org:8443'],
      limits: { perNumber: [{ messages: 0, windowMs: 0.5 }], perAddress: [] },
      guard: { mode: 'monitor', balances: new MemoryBalanceStorage(), terms: { all: { start: 2_000 } } },
      destinations: { allow: ['GB'], deny: undefined, numberTypes: ['mobile'] },
      senderWarnings: { except: ['IN'] },
      testNumbers: [{ number: '+447400123456', code: '012345', until: 1 }],
      blocks: new MemoryBlockStorage(),
      sendPolicy: { judge: () => ({ kind: 'allow' }) },
      challenge: new Riddle(),
      templates: createMessageTemplates(),
      identityV1: { access: 'off', pathPrefix: '/a' },
      identityV2: { accounts: { ...accounts, registrationsPerAddress: [] } },
      delegates: { addresses: ['10.0.0.0/8'], secrets: ['a-secret-of-16-c'], clientAddressHeader: 'x-a' },
      accountDirectory,
      homeserver: {
        ...homeserver,
        availability: 'concealed',
        trustPolicy: denyAllTrustPolicy,
        identityServerClient: { requestToken: () => Promise.reject(new Error('x')) },
        authenticator: new TestAccounts(),
        userInteractiveAuth: { judge: () => Promise.resolve({ kind: 'passed' }) },
      },
      cors: ['https://app.example.org'],
      onDeliveryReceipt: () => undefined,
      events: { on: () => undefined },
      clock: systemClock,
      logger: silentLogger,
    };
    expect(errorOf(all)).to.equal('none');
    expect(
      errorOf({
        limits: false,
        senderWarnings: false,
        cors: false,
        accountDirectory,
        homeserver: { ...homeserver, trustPolicy: createTrustList({}) },
      }),
    ).to.equal('none');
  });

  it('need no balances without the guard', () => {
    const storage = storageWith({ balances: undefined });
    expect(errorOf({ storage, guard: { mode: 'off' } })).to.equal('none');
    expect(errorOf({ storage, limits: false })).to.equal('none');
    expect(errorOf({ storage, limits: false, guard: { mode: 'monitor' } })).to.match(/guard needs balances/);
    expect(errorOf({ storage, sendPolicy: { judge: () => ({ kind: 'allow' }) } })).to.equal('none');
    expect(errorOf({ storage, guard: { balances: new MemoryBalanceStorage() } })).to.equal('none');
  });

  it('need nothing that counts money without budgets', () => {
    const storage = storageWith({ spending: undefined });
    for (const guard of [undefined, {}, { prices: { GB: 0.04 } }])
      expect(errorOf({ storage, guard })).to.equal('none');
    expect(errorOf({ storage, guard: { budgets: { day: 50 } } })).to.match(
      /^threepid: guard\.budgets needs a storage/,
    );
  });

  it('name what is wrong with the storages that a storage brings, unless others are given', () => {
    expect(errorOf({ storage: storageWith({ spending: {} }) })).to.match(
      /^threepid: storage\.spending must be/,
    );
    expect(errorOf({ storage: storageWith({ blocks: {} }) })).to.match(/^threepid: storage\.blocks must be/);
    expect(errorOf({ storage: storageWith({ blocks: {} }), blocks: new MemoryBlockStorage() })).to.equal(
      'none',
    );
  });

  it('say nothing of what a storage or a guard lacks that is none', () => {
    const budgets = { guard: { budgets: { day: 50 } } };
    for (const changes of [{}, budgets])
      expect(errorOf({ storage: undefined, ...changes })).to.match(/^threepid: storage must be [^\n]*$/);
    expect(errorOf({ storage: { blocks: {} } })).to.match(/^threepid: storage must be [^\n]*$/);
    const faulty = errorOf({ storage: storageWith({ balances: undefined }), guard: { mode: 'soft' } });
    expect(faulty).to.match(/^threepid: guard\.mode must be [^\n]*$/);
  });

  it('let delegates in by their address, their secret or both', () => {
    const [addresses, secrets] = [['10.0.0.0/8'], ['a-secret-of-16-c']];
    const identityV1 = { access: 'delegates' };
    for (const delegates of [{ addresses }, { secrets }, { addresses, secrets }])
      expect(errorOf({ identityV1, delegates })).to.equal('none');
    for (const delegates of [undefined, {}, { addresses: [], secrets: [] }])
      expect(errorOf({ identityV1, delegates })).to.match(/lets nobody in/);
  });

  it('take templates that write a text and say nothing of its wording, and every origin', () => {
    expect(errorOf({ templates: { text: () => 'Your code' }, cors: '*' })).to.equal('none');
    expect(errorOf({ cors: '+' })).to.match(/cors must be/);
  });

  it('may be left out by undefined', () => {
    const names = [
      'testSms',
      'production',
      'nextLinkHosts',
      'limits',
      'guard',
      'destinations',
      'testNumbers',
      'sendPolicy',
      'templates',
      'identityV1',
      'identityV2',
      'delegates',
      'accountDirectory',
      'homeserver',
      'cors',
      'clock',
      'logger',
    ];
    expect(errorOf(Object.fromEntries(names.map((name) => [name, undefined])))).to.equal('none');
  });
});

describe('the errors of one option', () => {
  it('are those that createThreepid reports, all of them', () => {
    expect(errorsOfOption('nextLinkHosts', ['a b'])).to.deep.equal([
      errorOf({ nextLinkHosts: ['a b'] }).replace('threepid: ', ''),
    ]);
    const both = errorsOfOption('secret', ['', '...']);
    expect(both).to.have.length(2);
    for (const error of both) expect(errorOf({ secret: ['', '...'] })).to.include(`- ${error}`);
  });

  it('are none if it is right, or left out where it may be', () => {
    expect(errorsOfOption('secret', secret)).to.deep.equal([]);
    expect(errorsOfOption('destinations', { allow: ['GB'] })).to.deep.equal([]);
    expect(errorsOfOption('cors', undefined)).to.deep.equal([]);
  });

  it('do not hold the value', () => {
    const [error = ''] = errorsOfOption('delegates', { secrets: ['tiny-secret'] });
    expect(error).to.include('16').and.not.include('tiny-secret');
  });
});

describe('a short secret', () => {
  const warningsOf = (given: ThreepidOptions['secret']): readonly LogLine[] => {
    const lines: LogLine[] = [];
    createThreepid({
      secret: given,
      indexSecret: 'z'.repeat(32),
      storage: new MemorySessionStorage(),
      sms,
      logger: recordingLogger(lines),
    });
    return lines;
  };

  it('is taken, with one warning that does not show it', () => {
    for (const given of ['a secret', 'x'.repeat(31), ['x'.repeat(32), 'a secret', 'another']]) {
      const [line, ...others] = warningsOf(given);
      expect([line?.level, line?.fields, others]).to.deep.equal(['warn', {}, []]);
      expect(line?.message).to.include('fewer than 32 characters').and.not.to.include('a secret,');
    }
  });

  it('is one of fewer than 32 characters', () => {
    expect(warningsOf(['x'.repeat(32), 'y'.repeat(64)])).to.deep.equal([]);
  });
});
