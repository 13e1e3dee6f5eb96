import { ConsoleSmsSender } from './sms/console-sms-sender.js';
import { createDestinationPolicy, type DestinationOptions } from './defaults/destination-policy.js';
import type { MessageLimit } from './domain/message-limit.js';
import { denyAllTrustPolicy } from './defaults/deny-all-trust-policy.js';
import { silentLogger } from './defaults/silent-logger.js';
import { systemClock } from './defaults/system-clock.js';
import { createKeyring, deriveKeys, type SecretKeys } from './domain/keyring.js';
import { createMessageTemplates } from './defaults/message-templates.js';
import { createNextLinkRule } from './domain/next-link.js';
import {
  defaultSessionRules,
  noLimits,
  type MessageLimits,
  type SessionRules,
} from './domain/session-rules.js';
import { createTestNumbers, type TestNumber } from './domain/test-numbers.js';
import { createClientAddressOf, createDelegates, type DelegateOptions } from './http/caller/delegates.js';
import { createCors, type CorsOption } from './http/caller/cors.js';
import { clientServerRoutes } from './http/routes/client-server-routes.js';
import { identityV1Routes, type IdentityV1Access } from './http/routes/identity-v1-routes.js';
import { identityV2Routes } from './http/routes/identity-v2-routes.js';
import type { Route } from './http/routing/route.js';
import type { HttpRequest } from './http/request/http-request.js';
import type { HttpResponse } from './http/response/http-response.js';
import type { RouteClaim } from './http/routing/route.js';
import { checkedPathPrefix } from './http/routes/path-prefix.js';
import { createRouter } from './http/routing/router.js';
import { submitUrlOf } from './http/routes/submit-url.js';
import { versionsRoute } from './http/routes/versions-route.js';
import { createContainer } from './injection.js';
import { checkThreepidOptions } from './options/check-threepid-options.js';
import { warnOfShortSecrets } from './options/secret.js';
import type { Authenticator } from './ports/authenticator.js';
import type { IdentityServerClient } from './ports/identity-server-client.js';
import type { TermsPolicy } from './ports/terms-policy.js';
import type { UserInteractiveAuth } from './ports/user-interactive-auth.js';
import type { AccountDirectory, ThreePid } from './ports/account-directory.js';
import { withLoggableErrors } from './log/with-loggable-errors.js';
import type { Clock } from './ports/clock.js';
import type { Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { SessionStorage } from './ports/session-storage.js';
import type { SmsSender } from './ports/sms-sender.js';
import type { TrustPolicy } from './ports/trust-policy.js';
import {
  CheckThreePidAvailability,
  type Availability,
  type AvailabilityPurpose,
} from './use-cases/check-three-pid-availability.js';
import {
  GetValidatedThreePid,
  type GetValidatedThreePidInput,
  type ValidatedThreePid,
} from './use-cases/get-validated-three-pid.js';
import { ClientAllowance } from './allowances/client-allowance.js';
import { AddThreePid, type AddThreePidInput } from './use-cases/add-three-pid.js';
import { IdentityAccounts, type IdentityAccountOptions } from './accounts/identity-accounts.js';
import {
  RequestTokenForHomeserver,
  type AvailabilityDisclosure,
  type HomeserverRules,
  type RequestTokenForHomeserverInput,
  type RequestTokenForHomeserverResult,
} from './use-cases/request-token-for-homeserver.js';
import { MessageDelivery } from './messages/message-delivery.js';
import { MessagesUnderWay } from './messages/messages-under-way.js';
import { RegistrationAllowance } from './allowances/registration-allowance.js';
import { RequestToken, type RequestTokenInput, type RequestTokenResult } from './use-cases/request-token.js';
import { SubmitToken, type SubmitTokenInput, type SubmitTokenResult } from './use-cases/submit-token.js';

/** The limits on messages. What is left out keeps its default; an empty list switches a limit off. */
export interface LimitOptions {
  /** Default: 5 in 10 minutes and 10 in 24 hours. */
  readonly perNumber?: readonly MessageLimit[];
  /**
   * What one client address, or one /48 of IPv6, may ask for one number: less than the number's own limit, so that no
   * single client locks its owner out. Default: 3 in 10 minutes and 4 in 24 hours.
   */
  readonly perNumberAndAddress?: readonly MessageLimit[];
  /**
   * Default: 20 in an hour, for an IPv4 address or the /64 of an IPv6 one. Callers over HTTP whose address the host
   * doesn't know are counted as one; `delegates` aren't counted.
   */
  readonly perAddress?: readonly MessageLimit[];
  /** Default: 40 in an hour, for a /56 of IPv6: what a household has. */
  readonly perSite?: readonly MessageLimit[];
  /** Default: 100 in an hour, for a /48 of IPv6: what a site has. */
  readonly perNetwork?: readonly MessageLimit[];
}

/** What a framework is made of. `secret`, `storage` and `sms` are needed; all else has a safe default. */
export interface ThreepidOptions {
  /**
   * Keys every digest and every code. Give at least 32 random characters and keep them to yourself. A list rotates it:
   * the first secret is for new sessions, and the others still open older ones. Processes that share a storage get a new
   * secret at the end of their lists first, all of them; then at the front; and the old one is dropped 24 hours later,
   * the life of a session.
   */
  readonly secret: string | readonly string[];
  /**
   * Keys what numbers and addresses are counted by. It stays when `secret` is rotated, so that all counts go on: set it
   * to the secret that you rotate away from. Whoever learns it, and reads the storage, can tell whether a number is in
   * it; no code and no session. Default: the last of `secret`.
   */
  readonly indexSecret?: string;
  /** Where sessions are kept. */
  readonly storage: SessionStorage;
  /** Who sends the messages. */
  readonly sms: SmsSender;
  /**
   * Who gets the messages to numbers of fiction (07700 900xxx, 555-01xx), which count as test numbers outside
   * production. Default: the console.
   */
  readonly testSms?: SmsSender;
  /** Default: whether `NODE_ENV` is `production`. In production no number of fiction is a test number. */
  readonly production?: boolean;
  /** Hosts that a `next_link` may lead to: `example.org`, or `example.org:8443` for one port. Default: loopback hosts. */
  readonly nextLinkHosts?: readonly string[];
  /** `false` switches the limits on messages off: for load tests alone. */
  readonly limits?: LimitOptions | false;
  /** Where messages may go. Ignored if a `sendPolicy` is given. */
  readonly destinations?: DestinationOptions;
  /** Numbers with a fixed code and an end date, which are sent nothing. */
  readonly testNumbers?: readonly TestNumber[];
  /** Default: the countries and number types of `destinations`. */
  readonly sendPolicy?: SendPolicy;
  /** Default: one segment of text, in the person's language. */
  readonly templates?: MessageTemplates;
  /** The identity API v1, which takes no access token. Default: open to everybody. */
  readonly identityV1?: IdentityV1Options;
  /** The identity API v2. Without it, its paths answer 404. */
  readonly identityV2?: IdentityV2Options;
  /** Callers that act for many people, such as a homeserver. Default: none. */
  readonly delegates?: DelegateOptions;
  /** The homeserver's side: registration, account contacts, password reset. Without it, all its paths are the host's. */
  readonly homeserver?: HomeserverOptions;
  /**
   * Origins whose web pages may call: `'*'` (default: the protocol's clients are pages of any origin), a list, or `false`
   * where your own middleware or a proxy sees to it. With `'*'` any page can spend the messages that its visitors'
   * addresses have. A page of an origin that isn't listed reads no answer, and its POSTs get 403 `M_FORBIDDEN`.
   */
  readonly cors?: CorsOption;
  /** Default: the system's time. */
  readonly clock?: Clock;
  /**
   * A pino logger, or anything like it. Default: silent. Of an error that comes from your senders, storages and callbacks
   * it gets a plain object: type, code, status and stack frames, without message and properties.
   */
  readonly logger?: Logger;
}

/** Who may call the identity API v1, and where. */
export interface IdentityV1Options {
  /** `open` to everybody (default), to `delegates` alone, or `off`. */
  readonly access?: IdentityV1Access;
  /** A path before `/_matrix`, such as `/hard-to-guess`: a fence for a delegating homeserver. Default: none. */
  readonly pathPrefix?: string;
}

/** The identity API v2: with access tokens of ours, in exchange for OpenID tokens, or with the host's. */
export type IdentityV2Options = (
  | { readonly accounts: IdentityAccountOptions; readonly authenticator?: undefined }
  | { readonly authenticator: Authenticator; readonly accounts?: undefined }
) & {
  /** The terms of service. Default: none to agree to. */
  readonly terms?: TermsPolicy;
};

/** The homeserver's side. */
export interface HomeserverOptions {
  /** The host's accounts. */
  readonly accountDirectory: AccountDirectory;
  /** The URL under which clients reach this server, without a path of ours: it makes `submit_url`. */
  readonly publicUrl: string;
  /**
   * Whether a caller is `told` that a number has an account or has none (default), or it is `concealed`: the caller then
   * sees a success, and the number's owner gets a message that says what to do.
   */
  readonly availability?: AvailabilityDisclosure;
  /** Which identity servers a client may name. Default: none. */
  readonly trustPolicy?: TrustPolicy;
  /** Calls the trusted ones: `@threepid/federation` has one. */
  readonly identityServerClient?: IdentityServerClient;
  /** Whose an access token of the homeserver is. Without it, `account/3pid` is the host's. */
  readonly authenticator?: Authenticator;
  /** With it, and an `accountDirectory` that can `add`, `POST account/3pid` and `account/3pid/add` are served. */
  readonly userInteractiveAuth?: UserInteractiveAuth;
}

/** Phone-number verification: the use cases as methods, and the protocol over HTTP. */
export interface Threepid {
  /**
   * Opens a session and sends its code.
   *
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`, `M_SEND_ERROR`.
   * @throws StorageUnavailableError, and then no message was sent.
   */
  requestToken(input: RequestTokenInput): Promise<RequestTokenResult>;
  /**
   * Validates a session by its code.
   *
   * @throws MatrixError `M_TOKEN_INCORRECT`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  submitToken(input: SubmitTokenInput): Promise<SubmitTokenResult>;
  /**
   * Says which number a session has validated. Changes nothing.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  getValidatedThreePid(input: GetValidatedThreePidInput): Promise<ValidatedThreePid>;
  /** As `getValidatedThreePid`, and spends the validation: one call alone is ever answered. */
  consumeValidatedThreePid(input: GetValidatedThreePidInput): Promise<ValidatedThreePid>;
  /**
   * Says whether an identifier will do for a purpose.
   *
   * @throws MatrixError `M_UNKNOWN` 503 if the directory fails.
   * @throws TypeError without an `accountDirectory`.
   */
  checkThreePidAvailability(threePid: ThreePid, purpose: AvailabilityPurpose): Promise<Availability>;
  /**
   * Opens a session for somebody who registers, adds a number or resets a password.
   *
   * @throws MatrixError as `requestToken`, and `M_SERVER_NOT_TRUSTED`, `M_THREEPID_IN_USE`, `M_THREEPID_NOT_FOUND`.
   * @throws TypeError without `homeserver`.
   */
  requestTokenForHomeserver(input: RequestTokenForHomeserverInput): Promise<RequestTokenForHomeserverResult>;
  /**
   * Adds the number of a validated session to an account, and spends the session.
   *
   * @throws MatrixError `M_THREEPID_AUTH_FAILED`, `M_THREEPID_IN_USE`, `M_UNKNOWN`.
   * @throws TypeError without a `homeserver.accountDirectory` that can add.
   */
  addThreePid(input: AddThreePidInput): Promise<ValidatedThreePid>;
  /** Answers a request, or says undefined for one that is none of ours. For adapters; never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** The paths that an adapter is to mount. */
  readonly claims: readonly RouteClaim[];
}

/**
 * Makes a framework. It holds no connection of its own: whoever made a client closes it.
 *
 * @throws TypeError for an option that can't be right, with all that is wrong and what to write instead.
 */
export function createThreepid(options: ThreepidOptions): Threepid {
  checkThreepidOptions(options);
  const logger = withLoggableErrors(options.logger ?? silentLogger);
  warnOfShortSecrets(secretsOf(options), logger);
  const useCases = resolveUseCases(options, logger);
  const router = createRouter(routesOf(options, useCases), logger, options.clock, createCors(options.cors));
  return {
    requestToken: (input) => useCases.requestToken.execute(input),
    submitToken: (input) => useCases.submitToken.execute(input),
    getValidatedThreePid: (input) => useCases.getValidatedThreePid.execute(input),
    consumeValidatedThreePid: (input) => useCases.getValidatedThreePid.consume(input),
    checkThreePidAvailability: (threePid, purpose) =>
      useCases.checkThreePidAvailability.execute(threePid, purpose),
    requestTokenForHomeserver: (input) => useCases.requestTokenForHomeserver.execute(input),
    addThreePid: (input) => useCases.addThreePid.execute(input),
    handle: router.handle,
    claims: router.claims,
  };
}

const useCaseClasses = {
  requestToken: RequestToken,
  submitToken: SubmitToken,
  getValidatedThreePid: GetValidatedThreePid,
  checkThreePidAvailability: CheckThreePidAvailability,
  requestTokenForHomeserver: RequestTokenForHomeserver,
  addThreePid: AddThreePid,
  identityAccounts: IdentityAccounts,
} as const;

type UseCases = { readonly [K in keyof typeof useCaseClasses]: InstanceType<(typeof useCaseClasses)[K]> };

/** Everything is resolved here, once: no request ever asks the container. */
function resolveUseCases(options: ThreepidOptions, logger: Logger): UseCases {
  const production = options.production ?? process.env['NODE_ENV'] === 'production';
  const { homeserver } = options;
  const container = createContainer(
    {
      accountDirectory: homeserver?.accountDirectory,
      clock: options.clock ?? systemClock,
      homeserverRules: homeserverRules(homeserver),
      identityAccountOptions: options.identityV2?.accounts,
      identityServerClient: homeserver?.identityServerClient,
      indexKeys: indexKeys(options, logger),
      keyring: createKeyring(secretsOf(options)),
      logger,
      messageTemplates: options.templates ?? createMessageTemplates(),
      nextLinkRule: createNextLinkRule(options.nextLinkHosts),
      sendPolicy: options.sendPolicy ?? createDestinationPolicy(options.destinations),
      sessionRules: sessionRules(options.limits),
      sessionStorage: options.storage,
      smsSender: options.sms,
      termsPolicy: options.identityV2?.terms,
      testNumbers: createTestNumbers(options.testNumbers ?? [], !production),
      testSmsSender: options.testSms ?? new ConsoleSmsSender(),
      trustPolicy: homeserver?.trustPolicy ?? denyAllTrustPolicy,
    },
    [
      ...Object.values(useCaseClasses),
      ClientAllowance,
      MessageDelivery,
      MessagesUnderWay,
      RegistrationAllowance,
    ],
  );
  return Object.fromEntries(
    Object.entries(useCaseClasses).map(([name, useCase]) => [
      name,
      container.resolve<object>(useCase as never),
    ]),
  ) as unknown as UseCases;
}

function routesOf(options: ThreepidOptions, useCases: UseCases): readonly Route[] {
  const delegates = createDelegates(options.delegates);
  const shared = { ...useCases, clientAddressOf: createClientAddressOf(delegates, options.delegates) };
  const { homeserver, identityV2 } = options;
  const accounts = identityV2?.accounts === undefined ? undefined : useCases.identityAccounts;
  const authenticator = identityV2?.authenticator ?? accounts;
  return [
    versionsRoute({ v1: options.identityV1?.access !== 'off', v2: authenticator !== undefined }),
    ...identityV1Routes({
      ...shared,
      prefix: checkedPathPrefix(options.identityV1?.pathPrefix),
      access: options.identityV1?.access ?? 'open',
      delegates,
      isSubmitUrl: homeserver !== undefined,
    }),
    ...(authenticator === undefined
      ? []
      : identityV2Routes({ ...shared, authenticator, accounts, terms: identityV2?.terms })),
    ...(homeserver === undefined
      ? []
      : clientServerRoutes({
          requestToken: useCases.requestTokenForHomeserver,
          directory: homeserver.accountDirectory,
          clientAddressOf: shared.clientAddressOf,
          authenticator: homeserver.authenticator,
          adding: addingOf(homeserver, useCases.addThreePid),
        })),
  ];
}

function addingOf(
  { accountDirectory, userInteractiveAuth: auth }: HomeserverOptions,
  addThreePid: AddThreePid,
) {
  return auth === undefined || accountDirectory.add === undefined ? undefined : { addThreePid, auth };
}

function homeserverRules(homeserver: HomeserverOptions | undefined): HomeserverRules {
  return {
    disclosure: homeserver?.availability ?? 'told',
    submitUrl: homeserver === undefined ? '' : submitUrlOf(homeserver.publicUrl),
  };
}

function sessionRules(limits: LimitOptions | false | undefined): SessionRules {
  return { ...defaultSessionRules, limits: limits === false ? noLimits : limitsOf(limits) };
}

function limitsOf(limits: LimitOptions = {}): MessageLimits {
  const defaults = defaultSessionRules.limits;
  return {
    perNumber: limits.perNumber ?? defaults.perNumber,
    perNumberAndAddress: limits.perNumberAndAddress ?? defaults.perNumberAndAddress,
    perAddress: limits.perAddress ?? defaults.perAddress,
    perSite: limits.perSite ?? defaults.perSite,
    perNetwork: limits.perNetwork ?? defaults.perNetwork,
  };
}

function secretsOf({ secret }: ThreepidOptions): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret;
}

function indexKeys(options: ThreepidOptions, logger: Logger): SecretKeys {
  const secrets = secretsOf(options);
  if (secrets.length > 1 && options.indexSecret === undefined) {
    logger.warn(
      {},
      'several secrets and no indexSecret: message counts start anew when the last secret changes. Set indexSecret to the secret that you rotate away from, in every process',
    );
  }
  return deriveKeys(options.indexSecret ?? secrets.at(-1) ?? '');
}
