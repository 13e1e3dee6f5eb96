import { createDestinationPolicy, type DestinationOptions } from '../defaults/destination-policy.js';
import type { MessageLimit } from '../domain/message-limit.js';
import { createNextLinkRule } from '../domain/next-link.js';
import { numberTypes } from '../domain/phone-number.js';
import { submitUrlOf } from '../domain/submit-url.js';
import { createTestNumbers, type TestNumber } from '../domain/test-numbers.js';
import type { GroupTerms } from '../guard/balance.js';
import { guardModes } from '../guard/guard-mode.js';
import { guardModeOf } from './guard-mode-of.js';
import { guardTermsOf, type GivenTerms } from '../guard/guard-terms-of.js';
import {
  spendingRulesOf,
  type BudgetOptions,
  type BudgetsOptions,
  type Prices,
} from '../guard/spending-rules.js';
import { createCors } from '../http/caller/cors.js';
import { createDelegates, type DelegateOptions } from '../http/caller/delegates.js';
import { checkedPathPrefix } from '../http/routes/path-prefix.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { AccountDirectory } from '../ports/account-directory.js';
import type { BalanceStorage } from '../ports/balance-storage.js';
import type { BlockStorage } from '../ports/block-storage.js';
import type { Logger } from '../ports/logger.js';
import type { SpendingStorage } from '../ports/spending-storage.js';
import type { SessionStorage } from '../ports/session-storage.js';
import type { OtherChannel, SmsSender } from '../ports/sms-sender.js';
import type { TermsPolicy } from '../ports/terms-policy.js';
import type { Authenticator } from '../ports/authenticator.js';
import type { Challenge } from '../ports/challenge.js';
import type { Clock } from '../ports/clock.js';
import type { IdentityServerClient } from '../ports/identity-server-client.js';
import type { MessageTemplates } from '../ports/message-templates.js';
import type { OpenIdVerifier } from '../ports/open-id-verifier.js';
import type { SendPolicy } from '../ports/send-policy.js';
import type { ThreepidEvents } from '../ports/threepid-events.js';
import type { TrustPolicy } from '../ports/trust-policy.js';
import type { UserInteractiveAuth } from '../ports/user-interactive-auth.js';
import type {
  ChannelOptions,
  DeliveryLimitOptions,
  GuardOptions,
  HomeserverOptions,
  IdentityAccountOptions,
  IdentityV1Options,
  IdentityV2Options,
  LimitOptions,
  ThreepidOptions,
} from '../threepid-options.js';
import {
  is,
  isBoolean,
  isDuration,
  isListOf,
  isNumber,
  isOneOf,
  isPort,
  isRecord,
  isTableOf,
  isTakenBy,
  isText,
  isWholeNumber,
  optional,
  type Checks,
  type OptionCheck,
} from './option-check.js';
import { checkSenderWarnings, type SenderWarningOptions } from '../sms/sender-warnings-of.js';
import { isSecret, isSecretOrList } from './secret.js';

const sessionStorage = isPort<SessionStorage>(
  'SessionStorage',
  {
    open: true,
    settle: true,
    outcomeOf: true,
    submit: true,
    read: true,
    consume: true,
    spend: true,
    refund: true,
    forget: true,
    release: true,
    messageTimes: true,
    spentTimes: true,
    ready: true,
  },
  'new MemorySessionStorage() of @threepid/storage-memory, or new RedisSessionStorage(redis) of @threepid/storage-redis',
);

const smsSender = isPort<SmsSender>(
  'SmsSender',
  { send: true, ready: false, report: false, onReceipt: false, originFor: false },
  'new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
);

/** A sender without a `channel` may be any: one that wraps others names none. */
function senderOf(channel: OtherChannel): OptionCheck<SmsSender | undefined> {
  return optional(
    isTakenBy(smsSender, ({ channel: its = channel }) => {
      if (its !== channel)
        throw new TypeError(
          `channels.${channel} is a sender of another channel; write it under that channel's name`,
        );
    }),
  );
}

const channels = isRecord<ChannelOptions>(
  { whatsapp: senderOf('whatsapp'), telegram: senderOf('telegram'), voice: senderOf('voice') },
  '{ whatsapp: sender }',
);

const isCallback = is(
  'a function',
  (value): value is NonNullable<ThreepidOptions['onDeliveryReceipt']> => typeof value === 'function',
);

const listener = isPort<ThreepidEvents>(
  'ThreepidEvents',
  { on: true },
  'a function, or { on: (event) => ... }',
);

const events: OptionCheck<NonNullable<ThreepidOptions['events']>> = (value, path) =>
  typeof value === 'function' ? [] : listener(value, path);

const limits = isListOf(
  isRecord<MessageLimit>(
    { messages: isWholeNumber(0), windowMs: isDuration },
    '{ messages: 5, windowMs: 600_000 }',
  ),
);

const deliveryLimitOptions = isRecord<DeliveryLimitOptions>(
  {
    perNumber: optional(limits),
    perNumberAndAddress: optional(limits),
    perBlock: optional(limits),
    perAddress: optional(limits),
    perSite: optional(limits),
    perNetwork: optional(limits),
  },
  '{ perBlock: [{ messages: 40, windowMs: 3_600_000 }] }',
);

const limitOptions = isRecord<LimitOptions>(
  {
    perNumber: optional(limits),
    perNumberAndAddress: optional(limits),
    perAddress: optional(limits),
    perSite: optional(limits),
    perNetwork: optional(limits),
    lookupsPerAddress: optional(limits),
    lookupsPerSite: optional(limits),
    lookupsPerNetwork: optional(limits),
    deliveries: optional(deliveryLimitOptions),
  },
  '{ perNumber: [{ messages: 5, windowMs: 600_000 }] }, or false for load tests',
);

const groupTerms = optional(
  isRecord<Partial<GroupTerms>>(
    {
      start: optional(isWholeNumber(1_000)),
      refill: optional(isWholeNumber(1)),
      fade: optional(isWholeNumber(1)),
      most: optional(isWholeNumber(1_000)),
      payback: optional(isWholeNumber(0)),
      paybackIfShort: optional(isWholeNumber(0)),
      goodName: optional(isWholeNumber(0)),
    },
    '{ start: 20_000, refill: 500 }',
  ),
);

const guardTerms = isTakenBy(
  isRecord<GivenTerms>(
    {
      number: groupTerms,
      pair: groupTerms,
      block: groupTerms,
      blockRate: groupTerms,
      address: groupTerms,
      network: groupTerms,
      country: groupTerms,
      proved: groupTerms,
      all: groupTerms,
      share: groupTerms,
    },
    '{ country: { start: 20_000 } }',
  ),
  guardTermsOf,
);

const balancesHint = 'new MemoryBalanceStorage() of @threepid/storage-memory';

const balanceStorage = optional(
  isPort<BalanceStorage>(
    'BalanceStorage',
    { charge: true, payBack: true, refund: true, forget: true, read: true },
    balancesHint,
  ),
);

const blockStorage = optional(
  isPort<BlockStorage>(
    'BlockStorage',
    { put: true, remove: true, list: true },
    'new MemoryBlockStorage() of @threepid/storage-memory',
  ),
);

const spendingHint = 'new MemorySpendingStorage() of @threepid/storage-memory';

const spendingStorage = optional(
  isPort<SpendingStorage>('SpendingStorage', { reserve: true, release: true, spent: true }, spendingHint),
);

const budget: Checks<BudgetOptions> = { day: optional(isNumber), month: optional(isNumber) };

const guard = isTakenBy(
  isRecord<GuardOptions>(
    {
      mode: optional(isOneOf(...guardModes)),
      balances: balanceStorage,
      terms: optional(guardTerms),
      prices: optional(isTableOf<Prices>(optional(isNumber), '{ GB: 0.04 }')),
      budgets: optional(
        isRecord<BudgetsOptions>(
          {
            ...budget,
            countries: optional(isTableOf(isRecord(budget, '{ day: 5 }'), '{ TJ: { day: 5 } }')),
          },
          '{ day: 50, month: 500 }',
        ),
      ),
      spending: spendingStorage,
    },
    "{ mode: 'monitor' }",
  ),
  spendingRulesOf,
);

const destinations = isTakenBy(
  isRecord<DestinationOptions>(
    {
      allow: optional(isListOf(isText)),
      deny: optional(isListOf(isText)),
      numberTypes: optional(isListOf(isOneOf(...numberTypes))),
    },
    "{ allow: ['GB', 'IE'] }",
  ),
  createDestinationPolicy,
);

const senderWarnings = isTakenBy(
  isRecord<SenderWarningOptions>({ except: optional(isListOf(isText)) }, "{ except: ['IN'] }, or false"),
  checkSenderWarnings,
);

const testNumbers = isTakenBy(
  isListOf(
    isRecord<TestNumber>(
      { number: isText, code: isText, until: isNumber },
      "{ number: '+447400123456', code: '012345', until: Date.UTC(2030, 0, 1) }",
    ),
  ),
  (configured: readonly TestNumber[]) => createTestNumbers(configured, false),
);

const delegates = isTakenBy(
  isRecord<DelegateOptions>(
    {
      addresses: optional(isListOf(isText)),
      secrets: optional(isListOf(isText)),
      clientAddressHeader: optional(isText),
    },
    "{ addresses: ['10.0.0.0/8'] }",
  ),
  createDelegates,
);

const isCorsWord = is("'*', false or a list of origins", (value) => value === '*' || value === false);

const cors = isTakenBy(
  (value, path) => (Array.isArray(value) ? isListOf(isText)(value, path) : isCorsWord(value, path)),
  createCors,
);

const identityV1 = isRecord<IdentityV1Options>(
  {
    access: optional(isOneOf('open', 'delegates', 'off')),
    pathPrefix: optional(isTakenBy(isText, checkedPathPrefix)),
  },
  "{ access: 'delegates' }",
);

const accounts = isRecord<IdentityAccountOptions>(
  {
    openIdVerifier: isPort<OpenIdVerifier>(
      'OpenIdVerifier',
      { verify: true },
      'new FederationOpenIdVerifier({ trustPolicy }) of @threepid/federation',
    ),
    accessTokenStorage: isPort<AccessTokenStorage>(
      'AccessTokenStorage',
      { put: true, userOf: true, remove: true },
      'new MemoryAccessTokenStorage() of @threepid/storage-memory, or new RedisAccessTokenStorage(redis) of @threepid/storage-redis',
    ),
    accessTokenLifetimeMs: optional(isDuration),
    accessTokensPerUser: optional(isWholeNumber(1)),
    registrationsPerAddress: optional(limits),
    openIdTokenLifetimeMs: optional(isDuration),
  },
  '{ openIdVerifier, accessTokenStorage }',
);

const authenticator = isPort<Authenticator>(
  'Authenticator',
  { authenticate: true },
  '{ authenticate: async (token) => ... }',
);

interface IdentityV2Parts {
  readonly accounts?: IdentityAccountOptions;
  readonly authenticator?: Authenticator;
  readonly terms?: TermsPolicy;
}

const identityV2Parts = isTakenBy(
  isRecord<IdentityV2Parts>(
    {
      accounts: optional(accounts),
      authenticator: optional(authenticator),
      terms: optional(
        isPort<TermsPolicy>(
          'TermsPolicy',
          { documents: true, hasAgreed: true, agree: true },
          'createTermsPolicy({ documents, storage })',
        ),
      ),
    },
    '{ accounts: { openIdVerifier, accessTokenStorage } }',
  ),
  ({ accounts: ours, authenticator: theirs }) => {
    if ((ours === undefined) === (theirs === undefined))
      throw new TypeError('identityV2 needs either accounts or an authenticator; write one of them');
  },
);

const identityV2: OptionCheck<IdentityV2Options> = (value, path) => identityV2Parts(value, path);

const directoryHint = '{ ownerOf: async (threePid) => ..., threePidsOf: async (userId) => ... }';

const accountDirectory = isPort<AccountDirectory>(
  'AccountDirectory',
  { ownerOf: true, threePidsOf: true, add: false },
  directoryHint,
);

const homeserver = isRecord<HomeserverOptions>(
  {
    publicUrl: isTakenBy(isText, submitUrlOf),
    availability: optional(isOneOf('told', 'concealed')),
    trustPolicy: optional(
      isPort<TrustPolicy>('TrustPolicy', { judge: true }, "createTrustList({ own: ['example.org'] })"),
    ),
    identityServerClient: optional(
      isPort<IdentityServerClient>(
        'IdentityServerClient',
        { requestToken: true },
        'new UndiciIdentityServerClient() of @threepid/federation',
      ),
    ),
    authenticator: optional(authenticator),
    userInteractiveAuth: optional(
      isPort<UserInteractiveAuth>(
        'UserInteractiveAuth',
        { judge: true },
        '{ judge: async ({ userId, auth }) => ... }',
      ),
    ),
  },
  "{ publicUrl: 'https://example.org' }",
  { accountDirectory: 'accountDirectory' },
);

const checks: Checks<ThreepidOptions> = {
  secret: isSecretOrList,
  storage: sessionStorage,
  sms: smsSender,
  indexSecret: optional(isSecret),
  testSms: optional(smsSender),
  channels: optional(channels),
  production: optional(isBoolean),
  nextLinkHosts: optional(isTakenBy(isListOf(isText), createNextLinkRule)),
  limits: (value, path) => (value === false ? [] : optional(limitOptions)(value, path)),
  guard: optional(guard),
  destinations: optional(destinations),
  senderWarnings: (value, path) => (value === false ? [] : optional(senderWarnings)(value, path)),
  testNumbers: optional(testNumbers),
  blocks: blockStorage,
  sendPolicy: optional(
    isPort<SendPolicy>(
      'SendPolicy',
      { judge: true, learn: false, forget: false },
      "{ judge: () => ({ kind: 'allow' }) }",
    ),
  ),
  challenge: optional(
    isPort<Challenge>(
      'Challenge',
      { make: true, check: true },
      'new AltchaChallenge({ secret }) of @threepid/challenge-altcha',
    ),
  ),
  templates: optional(
    isPort<MessageTemplates>('MessageTemplates', { text: true, wording: false }, 'createMessageTemplates()'),
  ),
  identityV1: optional(identityV1),
  identityV2: optional(identityV2),
  delegates: optional(delegates),
  accountDirectory: optional(accountDirectory),
  homeserver: optional(homeserver),
  cors: optional(cors),
  onDeliveryReceipt: optional(isCallback),
  events: optional(events),
  reports: optional(isBoolean),
  clock: optional(isPort<Clock>('Clock', { now: true, after: false }, '{ now: () => Date.now() }')),
  logger: optional(
    isPort<Logger>(
      'Logger',
      { debug: true, info: true, warn: true, error: true },
      'pino(), or { debug, info, warn, error }',
    ),
  ),
};

const record = isTakenBy(isRecord(checks, 'createThreepid({ secret, storage, sms })'), letsSomebodyIn);

const options: OptionCheck<ThreepidOptions> = (value, path) => [
  ...record(value, path),
  ...homeserverHasDirectory(value),
  ...guardHasBalances(value),
  ...budgetsAreCounted(value),
  ...blocksOfStorage(value),
];

/** Says nothing of a storage that is missing: that has an error of its own. */
function guardHasBalances(value: unknown): readonly string[] {
  const given = (value ?? {}) as Partial<ThreepidOptions>;
  const { storage, sendPolicy } = given;
  if (sendPolicy !== undefined || sessionStorage(storage, 'storage').length > 0) return [];
  if (guard(given.guard ?? {}, 'guard').length > 0 || guardModeOf(given) === 'off') return [];
  if (given.guard?.balances !== undefined) return [];
  if (storage?.balances !== undefined) return balanceStorage(storage.balances, 'storage.balances');
  return [
    `guard needs balances, because this storage has none; write guard: { balances }, such as ${balancesHint}, or guard: { mode: 'off' } to send without the guard`,
  ];
}

/** Says nothing of a storage that is missing: that has an error of its own. */
function budgetsAreCounted(value: unknown): readonly string[] {
  const { storage, guard: given } = (value ?? {}) as Partial<ThreepidOptions>;
  if (sessionStorage(storage, 'storage').length > 0 || given?.spending !== undefined) return [];
  if (storage?.spending !== undefined) return spendingStorage(storage.spending, 'storage.spending');
  if (given?.budgets === undefined) return [];
  return [
    `guard.budgets needs a storage for what is spent, because this storage has none; write guard: { spending }, such as ${spendingHint}`,
  ];
}

function blocksOfStorage(value: unknown): readonly string[] {
  const { storage, blocks } = (value ?? {}) as Partial<ThreepidOptions>;
  if (blocks !== undefined || sessionStorage(storage, 'storage').length > 0) return [];
  return blockStorage(storage?.blocks, 'storage.blocks');
}

/** Says nothing of a directory that stands where it stood before: that has an error of its own. */
function homeserverHasDirectory(value: unknown): readonly string[] {
  const { accountDirectory: directory, homeserver: given } = (value ?? {}) as Record<string, unknown>;
  if (directory !== undefined || typeof given !== 'object' || given === null) return [];
  if (Object.hasOwn(given, 'accountDirectory')) return [];
  return [`homeserver needs an accountDirectory beside it; write accountDirectory: ${directoryHint}`];
}

function letsSomebodyIn({ identityV1: v1, delegates: who }: ThreepidOptions): void {
  const { addresses = [], secrets = [] } = who ?? {};
  if (v1?.access === 'delegates' && addresses.length + secrets.length === 0) {
    throw new TypeError(
      "identityV1.access 'delegates' lets nobody in; write delegates: { addresses } or { secrets }",
    );
  }
}

/**
 * Checks every option before it is used. TypeScript finds most errors, but not in plain JavaScript or for missing
 * settings.
 *
 * @throws TypeError that lists every invalid option and its fix.
 */
export function checkThreepidOptions(given: ThreepidOptions): void {
  const errors = options(given, 'options').map((error) => error.replace(/^options\./, ''));
  if (errors.length === 0) return;
  if (errors.length === 1) throw new TypeError(`threepid: ${errors.join()}`);
  throw new TypeError(`threepid: ${String(errors.length)} options are wrong:\n- ${errors.join('\n- ')}`);
}

/**
 * Checks one option as `createThreepid` does. Returns a sentence for each error, and none if the option is valid. For
 * hosts that read the option from elsewhere, such as an environment variable, and report its errors there.
 */
export function errorsOfOption<Name extends keyof ThreepidOptions>(
  name: Name,
  value: ThreepidOptions[Name],
): readonly string[] {
  return checks[name](value, name);
}
