import { createDestinationPolicy, type DestinationOptions } from '../defaults/destination-policy.js';
import type { MessageLimit } from '../domain/message-limit.js';
import { createNextLinkRule } from '../domain/next-link.js';
import { createTestNumbers, type TestNumber } from '../domain/test-numbers.js';
import { createCors } from '../http/caller/cors.js';
import { createDelegates, type DelegateOptions } from '../http/caller/delegates.js';
import { checkedPathPrefix } from '../http/routes/path-prefix.js';
import { submitUrlOf } from '../http/routes/submit-url.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { AccountDirectory } from '../ports/account-directory.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage } from '../ports/session-storage.js';
import type { SmsSender } from '../ports/sms-sender.js';
import type { TermsPolicy } from '../ports/terms-policy.js';
import type {
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
  isTakenBy,
  isText,
  isWholeNumber,
  optional,
  type OptionCheck,
} from './option-check.js';
import { isSecret, isSecretOrList } from './secret.js';

/** A check for each option: one that is new doesn't build without. */
type Checks<Options> = Readonly<Record<keyof Options, OptionCheck>>;

/** Each function of a port, and whether it must be there. */
type Methods<Port> = {
  readonly [
    Name in keyof Port as NonNullable<Port[Name]> extends (...args: never[]) => unknown ? Name : never
  ]-?: undefined extends Port[Name] ? false : true;
};

const sessionStorage = isPort(
  'SessionStorage',
  {
    open: true,
    settle: true,
    outcomeOf: true,
    submit: true,
    read: true,
    consume: true,
    spend: true,
    unspend: true,
    ready: true,
  } satisfies Methods<SessionStorage>,
  'new MemorySessionStorage() of @threepid/storage-memory, or new RedisSessionStorage(redis) of @threepid/storage-redis',
);

const smsSender = isPort(
  'SmsSender',
  { send: true, ready: false } satisfies Methods<SmsSender>,
  'new ConsoleSmsSender(), or a sender of one of the packages @threepid/sms-*',
);

const limits = isListOf(
  isRecord(
    { messages: isWholeNumber(0), windowMs: isDuration } satisfies Checks<MessageLimit>,
    '{ messages: 5, windowMs: 600_000 }',
  ),
);

const limitOptions = isRecord(
  {
    perNumber: optional(limits),
    perNumberAndAddress: optional(limits),
    perAddress: optional(limits),
    perSite: optional(limits),
    perNetwork: optional(limits),
  } satisfies Checks<LimitOptions>,
  '{ perNumber: [{ messages: 5, windowMs: 600_000 }] }, or false for load tests',
);

const destinations = isTakenBy(
  isRecord(
    {
      allow: optional(isListOf(isText)),
      deny: optional(isListOf(isText)),
      numberTypes: optional(isListOf(isText)),
    } satisfies Checks<DestinationOptions>,
    "{ allow: ['GB', 'IE'] }",
  ),
  createDestinationPolicy,
);

const testNumbers = isTakenBy(
  isListOf(
    isRecord(
      { number: isText, code: isText, until: isNumber } satisfies Checks<TestNumber>,
      "{ number: '+447400123456', code: '012345', until: Date.UTC(2030, 0, 1) }",
    ),
  ),
  (configured: readonly TestNumber[]) => createTestNumbers(configured, false),
);

const delegates = isTakenBy(
  isRecord(
    {
      addresses: optional(isListOf(isText)),
      secrets: optional(isListOf(isText)),
      clientAddressHeader: optional(isText),
    } satisfies Checks<DelegateOptions>,
    "{ addresses: ['10.0.0.0/8'] }",
  ),
  createDelegates,
);

const isCorsWord = is("'*', false or a list of origins", (value) => value === '*' || value === false);

const cors = isTakenBy(
  (value, path) => (Array.isArray(value) ? isListOf(isText)(value, path) : isCorsWord(value, path)),
  createCors,
);

const identityV1 = isRecord(
  {
    access: optional(isOneOf('open', 'delegates', 'off')),
    pathPrefix: optional(isTakenBy(isText, checkedPathPrefix)),
  } satisfies Checks<IdentityV1Options>,
  "{ access: 'delegates' }",
);

const accounts = isRecord(
  {
    openIdVerifier: isPort(
      'OpenIdVerifier',
      { verify: true },
      'new FederationOpenIdVerifier({ trustPolicy }) of @threepid/federation',
    ),
    accessTokenStorage: isPort(
      'AccessTokenStorage',
      { put: true, userOf: true, remove: true } satisfies Methods<AccessTokenStorage>,
      'new MemoryAccessTokenStorage() of @threepid/storage-memory, or new RedisAccessTokenStorage(redis) of @threepid/storage-redis',
    ),
    accessTokenLifetimeMs: optional(isDuration),
    accessTokensPerUser: optional(isWholeNumber(1)),
    registrationsPerAddress: optional(limits),
    openIdTokenLifetimeMs: optional(isDuration),
  } satisfies Checks<IdentityAccountOptions>,
  '{ openIdVerifier, accessTokenStorage }',
);

const authenticator = isPort(
  'Authenticator',
  { authenticate: true },
  '{ authenticate: async (token) => ... }',
);

const identityV2 = isTakenBy(
  isRecord(
    {
      accounts: optional(accounts),
      authenticator: optional(authenticator),
      terms: optional(
        isPort(
          'TermsPolicy',
          { documents: true, hasAgreed: true, agree: true } satisfies Methods<TermsPolicy>,
          'createTermsPolicy({ documents, storage })',
        ),
      ),
    } satisfies Checks<IdentityV2Options>,
    '{ accounts: { openIdVerifier, accessTokenStorage } }',
  ),
  (given: Partial<IdentityV2Options>) => {
    if ((given.accounts === undefined) === (given.authenticator === undefined))
      throw new TypeError('identityV2 needs either accounts or an authenticator; write one of them');
  },
);

const homeserver = isRecord(
  {
    accountDirectory: isPort(
      'AccountDirectory',
      { ownerOf: true, threePidsOf: true, add: false } satisfies Methods<AccountDirectory>,
      '{ ownerOf: async (threePid) => ..., threePidsOf: async (userId) => ... }',
    ),
    publicUrl: isTakenBy(isText, submitUrlOf),
    availability: optional(isOneOf('told', 'concealed')),
    trustPolicy: optional(
      isPort('TrustPolicy', { judge: true }, "createTrustList({ own: ['example.org'] })"),
    ),
    identityServerClient: optional(
      isPort(
        'IdentityServerClient',
        { requestToken: true },
        'new UndiciIdentityServerClient() of @threepid/federation',
      ),
    ),
    authenticator: optional(authenticator),
    userInteractiveAuth: optional(
      isPort('UserInteractiveAuth', { judge: true }, '{ judge: async ({ userId, auth }) => ... }'),
    ),
  } satisfies Checks<HomeserverOptions>,
  "{ accountDirectory, publicUrl: 'https://example.org' }",
);

const checks = {
  secret: isSecretOrList,
  storage: sessionStorage,
  sms: smsSender,
  indexSecret: optional(isSecret),
  testSms: optional(smsSender),
  production: optional(isBoolean),
  nextLinkHosts: optional(isTakenBy(isListOf(isText), createNextLinkRule)),
  limits: (value, path) => (value === false ? [] : optional(limitOptions)(value, path)),
  destinations: optional(destinations),
  testNumbers: optional(testNumbers),
  sendPolicy: optional(isPort('SendPolicy', { judge: true }, "{ judge: () => ({ kind: 'allow' }) }")),
  templates: optional(isPort('MessageTemplates', { text: true }, 'createMessageTemplates()')),
  identityV1: optional(identityV1),
  identityV2: optional(identityV2),
  delegates: optional(delegates),
  homeserver: optional(homeserver),
  cors: optional(cors),
  clock: optional(isPort('Clock', { now: true }, '{ now: () => Date.now() }')),
  logger: optional(
    isPort(
      'Logger',
      { debug: true, info: true, warn: true, error: true } satisfies Methods<Logger>,
      'pino(), or { debug, info, warn, error }',
    ),
  ),
} satisfies Checks<ThreepidOptions>;

const options = isTakenBy(isRecord(checks, 'createThreepid({ secret, storage, sms })'), letsSomebodyIn);

function letsSomebodyIn({ identityV1: v1, delegates: who }: ThreepidOptions): void {
  const { addresses = [], secrets = [] } = who ?? {};
  if (v1?.access === 'delegates' && addresses.length + secrets.length === 0) {
    throw new TypeError(
      "identityV1.access 'delegates' lets nobody in; write delegates: { addresses } or { secrets }",
    );
  }
}

/**
 * Looks at every option before anything is made of them: what TypeScript says of most, for those who write JavaScript or
 * read a setting that isn't there.
 *
 * @throws TypeError with all that is wrong, and what to write instead.
 */
export function checkThreepidOptions(given: ThreepidOptions): void {
  const errors = options(given, 'options').map((error) => error.replace(/^options\./, ''));
  if (errors.length === 0) return;
  if (errors.length === 1) throw new TypeError(`threepid: ${errors.join()}`);
  throw new TypeError(`threepid: ${String(errors.length)} options are wrong:\n- ${errors.join('\n- ')}`);
}
