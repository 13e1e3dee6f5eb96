import { errorsOfOption, type ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';

/** An option, a wrong value, and all that is said of it: what each part must be, and what to write instead. */
const wrong: readonly (readonly [keyof ThreepidOptions, unknown, readonly string[]])[] = [
  [
    'secret',
    5,
    [
      "secret must be a string, not a number; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
    ],
  ],
  [
    'storage',
    5,
    [
      'storage must be a SessionStorage, not a number; write new MemorySessionStorage() of @threepid/storage-memory, or new RedisSessionStorage(redis) of @threepid/storage-redis',
    ],
  ],
  [
    'sms',
    5,
    [
      'sms must be an SmsSender, not a number; write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
    ],
  ],
  [
    'indexSecret',
    [],
    [
      "indexSecret must be a string, not a list; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
    ],
  ],
  [
    'testSms',
    {},
    [
      'testSms must be an SmsSender, but has no send(); write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
    ],
  ],
  ['channels', 5, ['channels must be an object, not a number; write { whatsapp: sender }']],
  ['production', 5, ['production must be true or false, not a number']],
  ['nextLinkHosts', 5, ['nextLinkHosts must be a list, not a number']],
  [
    'limits',
    5,
    [
      'limits must be an object, not a number; write { perNumber: [{ messages: 5, windowMs: 600_000 }] }, or false for load tests',
    ],
  ],
  ['guard', 5, ["guard must be an object, not a number; write { mode: 'monitor' }"]],
  ['destinations', 5, ["destinations must be an object, not a number; write { allow: ['GB', 'IE'] }"]],
  [
    'senderWarnings',
    5,
    ["senderWarnings must be an object, not a number; write { except: ['IN'] }, or false"],
  ],
  ['testNumbers', 5, ['testNumbers must be a list, not a number']],
  [
    'blocks',
    5,
    [
      'blocks must be a BlockStorage, not a number; write new MemoryBlockStorage() of @threepid/storage-memory',
    ],
  ],
  [
    'sendPolicy',
    5,
    ["sendPolicy must be a SendPolicy, not a number; write { judge: () => ({ kind: 'allow' }) }"],
  ],
  [
    'challenge',
    5,
    [
      'challenge must be a Challenge, not a number; write new AltchaChallenge({ secret }) of @threepid/challenge-altcha',
    ],
  ],
  ['templates', 5, ['templates must be a MessageTemplates, not a number; write createMessageTemplates()']],
  ['identityV1', 5, ["identityV1 must be an object, not a number; write { access: 'delegates' }"]],
  [
    'identityV2',
    5,
    [
      'identityV2 must be an object, not a number; write { accounts: { openIdVerifier, accessTokenStorage } }',
    ],
  ],
  ['delegates', 5, ["delegates must be an object, not a number; write { addresses: ['10.0.0.0/8'] }"]],
  [
    'accountDirectory',
    5,
    [
      'accountDirectory must be an AccountDirectory, not a number; write { ownerOf: async (threePid) => ..., threePidsOf: async (userId) => ... }',
    ],
  ],
  [
    'homeserver',
    5,
    ["homeserver must be an object, not a number; write { publicUrl: 'https://example.org' }"],
  ],
  ['cors', 5, ["cors must be '*', false or a list of origins, not a number"]],
  ['onDeliveryReceipt', 5, ['onDeliveryReceipt must be a function, not a number']],
  [
    'events',
    5,
    ['events must be a ThreepidEvents, not a number; write a function, or { on: (event) => ... }'],
  ],
  ['reports', 5, ['reports must be true or false, not a number']],
  ['clock', 5, ['clock must be a Clock, not a number; write { now: () => Date.now() }']],
  ['logger', 5, ['logger must be a Logger, not a number; write pino(), or { debug, info, warn, error }']],
  [
    'storage',
    {},
    [
      'storage must be a SessionStorage, but has no open(), settle(), outcomeOf(), submit(), read(), consume(), spend(), refund(), forget(), release(), messageTimes(), spentTimes(), ready(); write new MemorySessionStorage() of @threepid/storage-memory, or new RedisSessionStorage(redis) of @threepid/storage-redis',
    ],
  ],
  [
    'sms',
    { send: 5, ready: 5, report: 5, onReceipt: 5, originFor: 5 },
    [
      'sms must be an SmsSender, but has no send(), ready(), report(), onReceipt(), originFor(); write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
    ],
  ],
  [
    'channels',
    { whatsapp: 5, telegram: 5, voice: 5, none: 5 },
    [
      'channels.none is not an option; there are whatsapp, telegram, voice',
      'channels.whatsapp must be an SmsSender, not a number; write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
      'channels.telegram must be an SmsSender, not a number; write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
      'channels.voice must be an SmsSender, not a number; write new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
    ],
  ],
  [
    'channels',
    {
      whatsapp: { channel: 'a', send: () => undefined },
      telegram: { channel: 'a', send: () => undefined },
      voice: { channel: 'a', send: () => undefined },
    },
    [
      "channels.whatsapp is a sender of another channel; write it under that channel's name",
      "channels.telegram is a sender of another channel; write it under that channel's name",
      "channels.voice is a sender of another channel; write it under that channel's name",
    ],
  ],
  [
    'limits',
    {
      perNumber: 5,
      perNumberAndAddress: 5,
      perAddress: 5,
      perSite: 5,
      perNetwork: 5,
      lookupsPerAddress: 5,
      lookupsPerSite: 5,
      lookupsPerNetwork: 5,
      nothing: 5,
      deliveries: 5,
    },
    [
      'limits.nothing is not an option; there are perNumber, perNumberAndAddress, perAddress, perSite, perNetwork, lookupsPerAddress, lookupsPerSite, lookupsPerNetwork, deliveries',
      'limits.perNumber must be a list, not a number',
      'limits.perNumberAndAddress must be a list, not a number',
      'limits.perAddress must be a list, not a number',
      'limits.perSite must be a list, not a number',
      'limits.perNetwork must be a list, not a number',
      'limits.lookupsPerAddress must be a list, not a number',
      'limits.lookupsPerSite must be a list, not a number',
      'limits.lookupsPerNetwork must be a list, not a number',
      'limits.deliveries must be an object, not a number; write { perBlock: [{ messages: 40, windowMs: 3_600_000 }] }',
    ],
  ],
  [
    'limits',
    {
      perNumber: [5, {}],
      deliveries: {
        perNumber: 5,
        perNumberAndAddress: 5,
        perBlock: 5,
        perAddress: 5,
        perSite: 5,
        perNetwork: 5,
        nothing: 5,
      },
    },
    [
      'limits.perNumber[0] must be an object, not a number; write { messages: 5, windowMs: 600_000 }',
      'limits.perNumber[1].messages must be a whole number of at least 0, not undefined',
      'limits.perNumber[1].windowMs must be milliseconds above 0, not undefined',
      'limits.deliveries.nothing is not an option; there are perNumber, perNumberAndAddress, perBlock, perAddress, perSite, perNetwork',
      'limits.deliveries.perNumber must be a list, not a number',
      'limits.deliveries.perNumberAndAddress must be a list, not a number',
      'limits.deliveries.perBlock must be a list, not a number',
      'limits.deliveries.perAddress must be a list, not a number',
      'limits.deliveries.perSite must be a list, not a number',
      'limits.deliveries.perNetwork must be a list, not a number',
    ],
  ],
  [
    'guard',
    { mode: 5, balances: 5, terms: 5, prices: 5, budgets: 5, spending: 5, nothing: 5 },
    [
      'guard.nothing is not an option; there are mode, balances, terms, prices, budgets, spending',
      "guard.mode must be 'enforce' or 'monitor' or 'off', not a number",
      'guard.balances must be a BalanceStorage, not a number; write new MemoryBalanceStorage() of @threepid/storage-memory',
      'guard.terms must be an object, not a number; write { country: { start: 20_000 } }',
      'guard.prices must be an object, not a number; write { GB: 0.04 }',
      'guard.budgets must be an object, not a number; write { day: 50, month: 500 }',
      'guard.spending must be a SpendingStorage, not a number; write new MemorySpendingStorage() of @threepid/storage-memory',
    ],
  ],
  [
    'guard',
    {
      balances: {},
      spending: {},
      prices: { GB: 'a' },
      budgets: { day: 'a', month: 'a', countries: 5, nothing: 5 },
      terms: {
        number: 5,
        pair: 5,
        block: 5,
        blockRate: 5,
        address: 5,
        network: 5,
        country: 5,
        proved: 5,
        all: 5,
        share: 5,
        nothing: 5,
      },
    },
    [
      'guard.balances must be a BalanceStorage, but has no charge(), payBack(), refund(), forget(), read(); write new MemoryBalanceStorage() of @threepid/storage-memory',
      'guard.terms.nothing is not an option; there are number, pair, block, blockRate, address, network, country, proved, all, share',
      'guard.terms.number must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.pair must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.block must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.blockRate must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.address must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.network must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.country must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.proved must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.all must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.terms.share must be an object, not a number; write { start: 20_000, refill: 500 }',
      'guard.prices.GB must be a number, not a string',
      'guard.budgets.nothing is not an option; there are day, month, countries',
      'guard.budgets.day must be a number, not a string',
      'guard.budgets.month must be a number, not a string',
      'guard.budgets.countries must be an object, not a number; write { TJ: { day: 5 } }',
      'guard.spending must be a SpendingStorage, but has no reserve(), release(), spent(); write new MemorySpendingStorage() of @threepid/storage-memory',
    ],
  ],
  [
    'guard',
    {
      budgets: { countries: { GB: 5, DE: { day: 'a', month: 'a', nothing: 5 } } },
      terms: {
        all: {
          start: -1,
          refill: -1,
          fade: -1,
          most: -1,
          payback: -1,
          paybackIfShort: -1,
          goodName: -1,
          nothing: -1,
        },
      },
    },
    [
      'guard.terms.all.nothing is not an option; there are start, refill, fade, most, payback, paybackIfShort, goodName',
      'guard.terms.all.start must be a whole number of at least 1000, not a number',
      'guard.terms.all.refill must be a whole number of at least 1, not a number',
      'guard.terms.all.fade must be a whole number of at least 1, not a number',
      'guard.terms.all.most must be a whole number of at least 1000, not a number',
      'guard.terms.all.payback must be a whole number of at least 0, not a number',
      'guard.terms.all.paybackIfShort must be a whole number of at least 0, not a number',
      'guard.terms.all.goodName must be a whole number of at least 0, not a number',
      'guard.budgets.countries.GB must be an object, not a number; write { day: 5 }',
      'guard.budgets.countries.DE.nothing is not an option; there are day, month',
      'guard.budgets.countries.DE.day must be a number, not a string',
      'guard.budgets.countries.DE.month must be a number, not a string',
    ],
  ],
  [
    'destinations',
    { allow: 5, deny: 5, numberTypes: 5, nothing: 5 },
    [
      'destinations.nothing is not an option; there are allow, deny, numberTypes',
      'destinations.allow must be a list, not a number',
      'destinations.deny must be a list, not a number',
      'destinations.numberTypes must be a list, not a number',
    ],
  ],
  [
    'destinations',
    { allow: [5], deny: [5], numberTypes: [5] },
    [
      'destinations.allow[0] must be a string, not a number',
      'destinations.deny[0] must be a string, not a number',
      "destinations.numberTypes[0] must be 'mobile' or 'fixed-line' or 'fixed-line-or-mobile' or 'premium-rate' or 'toll-free' or 'shared-cost' or 'voip' or 'personal-number' or 'pager' or 'uan' or 'voicemail' or 'unknown', not a number",
    ],
  ],
  [
    'senderWarnings',
    { except: 5, nothing: 5 },
    [
      'senderWarnings.nothing is not an option; there are except',
      'senderWarnings.except must be a list, not a number',
    ],
  ],
  [
    'testNumbers',
    [5, {}],
    [
      "testNumbers[0] must be an object, not a number; write { number: '+447400123456', code: '012345', until: Date.UTC(2030, 0, 1) }",
      'testNumbers[1].number must be a string, not undefined',
      'testNumbers[1].code must be a string, not undefined',
      'testNumbers[1].until must be a number, not undefined',
    ],
  ],
  ['testNumbers', [{ number: 'x', code: '123456', until: 1 }], ["test number 'x' is not E.164"]],
  [
    'blocks',
    {},
    [
      'blocks must be a BlockStorage, but has no put(), remove(), list(); write new MemoryBlockStorage() of @threepid/storage-memory',
    ],
  ],
  [
    'sendPolicy',
    { judge: 5, learn: 5, forget: 5 },
    [
      "sendPolicy must be a SendPolicy, but has no judge(), learn(), forget(); write { judge: () => ({ kind: 'allow' }) }",
    ],
  ],
  [
    'challenge',
    {},
    [
      'challenge must be a Challenge, but has no make(), check(); write new AltchaChallenge({ secret }) of @threepid/challenge-altcha',
    ],
  ],
  [
    'templates',
    { text: 5, wording: 5 },
    ['templates must be a MessageTemplates, but has no text(), wording(); write createMessageTemplates()'],
  ],
  [
    'identityV1',
    { access: 5, pathPrefix: 5, nothing: 5 },
    [
      'identityV1.nothing is not an option; there are access, pathPrefix',
      "identityV1.access must be 'open' or 'delegates' or 'off', not a number",
      'identityV1.pathPrefix must be a string, not a number',
    ],
  ],
  [
    'identityV2',
    { accounts: 5, authenticator: 5, terms: 5, nothing: 5 },
    [
      'identityV2.nothing is not an option; there are accounts, authenticator, terms',
      'identityV2.accounts must be an object, not a number; write { openIdVerifier, accessTokenStorage }',
      'identityV2.authenticator must be an Authenticator, not a number; write { authenticate: async (token) => ... }',
      'identityV2.terms must be a TermsPolicy, not a number; write createTermsPolicy({ documents, storage })',
    ],
  ],
  [
    'identityV2',
    {
      accounts: {
        openIdVerifier: {},
        accessTokenStorage: {},
        accessTokenLifetimeMs: 0,
        accessTokensPerUser: 0,
        registrationsPerAddress: 5,
        openIdTokenLifetimeMs: 0,
        nothing: 5,
      },
      authenticator: {},
      terms: {},
    },
    [
      'identityV2.accounts.nothing is not an option; there are openIdVerifier, accessTokenStorage, accessTokenLifetimeMs, accessTokensPerUser, registrationsPerAddress, openIdTokenLifetimeMs',
      'identityV2.accounts.openIdVerifier must be an OpenIdVerifier, but has no verify(); write new FederationOpenIdVerifier({ trustPolicy }) of @threepid/federation',
      'identityV2.accounts.accessTokenStorage must be an AccessTokenStorage, but has no put(), userOf(), remove(); write new MemoryAccessTokenStorage() of @threepid/storage-memory, or new RedisAccessTokenStorage(redis) of @threepid/storage-redis',
      'identityV2.accounts.accessTokenLifetimeMs must be milliseconds above 0, not a number',
      'identityV2.accounts.accessTokensPerUser must be a whole number of at least 1, not a number',
      'identityV2.accounts.registrationsPerAddress must be a list, not a number',
      'identityV2.accounts.openIdTokenLifetimeMs must be milliseconds above 0, not a number',
      'identityV2.authenticator must be an Authenticator, but has no authenticate(); write { authenticate: async (token) => ... }',
      'identityV2.terms must be a TermsPolicy, but has no documents(), hasAgreed(), agree(); write createTermsPolicy({ documents, storage })',
    ],
  ],
  [
    'delegates',
    { addresses: 5, secrets: 5, clientAddressHeader: 5, nothing: 5 },
    [
      'delegates.nothing is not an option; there are addresses, secrets, clientAddressHeader',
      'delegates.addresses must be a list, not a number',
      'delegates.secrets must be a list, not a number',
      'delegates.clientAddressHeader must be a string, not a number',
    ],
  ],
  [
    'accountDirectory',
    { ownerOf: 5, threePidsOf: 5, add: 5 },
    [
      'accountDirectory must be an AccountDirectory, but has no ownerOf(), threePidsOf(), add(); write { ownerOf: async (threePid) => ..., threePidsOf: async (userId) => ... }',
    ],
  ],
  [
    'homeserver',
    {
      publicUrl: 5,
      availability: 5,
      trustPolicy: 5,
      identityServerClient: 5,
      authenticator: 5,
      userInteractiveAuth: 5,
      accountDirectory: 5,
      nothing: 5,
    },
    [
      'homeserver.accountDirectory moved: write it as accountDirectory',
      'homeserver.nothing is not an option; there are publicUrl, availability, trustPolicy, identityServerClient, authenticator, userInteractiveAuth',
      'homeserver.publicUrl must be a string, not a number',
      "homeserver.availability must be 'told' or 'concealed', not a number",
      "homeserver.trustPolicy must be a TrustPolicy, not a number; write createTrustList({ own: ['example.org'] })",
      'homeserver.identityServerClient must be an IdentityServerClient, not a number; write new UndiciIdentityServerClient() of @threepid/federation',
      'homeserver.authenticator must be an Authenticator, not a number; write { authenticate: async (token) => ... }',
      'homeserver.userInteractiveAuth must be a UserInteractiveAuth, not a number; write { judge: async ({ userId, auth }) => ... }',
    ],
  ],
  [
    'homeserver',
    { publicUrl: 'a', trustPolicy: {}, identityServerClient: {}, authenticator: {}, userInteractiveAuth: {} },
    [
      "publicUrl 'a' is not an http(s) URL without credentials, query and fragment; write https://example.org",
      "homeserver.trustPolicy must be a TrustPolicy, but has no judge(); write createTrustList({ own: ['example.org'] })",
      'homeserver.identityServerClient must be an IdentityServerClient, but has no requestToken(); write new UndiciIdentityServerClient() of @threepid/federation',
      'homeserver.authenticator must be an Authenticator, but has no authenticate(); write { authenticate: async (token) => ... }',
      'homeserver.userInteractiveAuth must be a UserInteractiveAuth, but has no judge(); write { judge: async ({ userId, auth }) => ... }',
    ],
  ],
  ['cors', [5], ['cors[0] must be a string, not a number']],
  ['cors', true, ["cors must be '*', false or a list of origins, not a boolean"]],
  [
    'events',
    {},
    ['events must be a ThreepidEvents, but has no on(); write a function, or { on: (event) => ... }'],
  ],
  [
    'clock',
    { after: 5 },
    ['clock must be a Clock, but has no now(), after(); write { now: () => Date.now() }'],
  ],
  [
    'logger',
    {},
    [
      'logger must be a Logger, but has no debug(), info(), warn(), error(); write pino(), or { debug, info, warn, error }',
    ],
  ],
  [
    'secret',
    ['', 5],
    [
      "secret[0] must not be empty; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
      "secret[1] must be a string, not a number; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
    ],
  ],
  ['secret', [], ['at least one secret is needed']],
  [
    'indexSecret',
    '...',
    [
      "indexSecret must not be from documentation, which everybody can read; give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']",
    ],
  ],
];

describe('the errors of options', () => {
  for (const [name, value, sentences] of wrong)
    it(`name everything that is wrong with ${name}: ${JSON.stringify(value).slice(0, 60)}`, () => {
      expect(errorsOfOption(name, value as never)).to.deep.equal(sentences);
    });
});
