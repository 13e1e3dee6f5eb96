import { ClientAllowance } from './allowances/client-allowance.js';
import { RegistrationAllowance } from './allowances/registration-allowance.js';
import { Challenges } from './challenges/challenges.js';
import { denyAllTrustPolicy } from './defaults/deny-all-trust-policy.js';
import { createDestinationPolicy } from './defaults/destination-policy.js';
import { forgetBalances } from './defaults/forget-balances.js';
import { BlockingPolicy } from './defaults/blocking-policy.js';
import { CurrentBlocks } from './defaults/current-blocks.js';
import type { GuardInForce } from './defaults/guard-in-force.js';
import { Guard } from './defaults/guard.js';
import { createMessageTemplates } from './defaults/message-templates.js';
import { systemClock } from './defaults/system-clock.js';
import type { HomeserverRules } from './domain/homeserver-rules.js';
import { createKeyring, deriveKeys, type SecretKeys } from './domain/keyring.js';
import { createNextLinkRule } from './domain/next-link.js';
import { defaultRegistrationRules, type RegistrationRules } from './domain/registration-rules.js';
import {
  defaultSessionRules,
  noDeliveryLimits,
  noLimits,
  unguardedLimits,
  withSharedCount,
  type DeliveryLimits,
  type MessageLimits,
  type SessionRules,
} from './domain/session-rules.js';
import { submitUrlOf } from './domain/submit-url.js';
import { createTestNumbers } from './domain/test-numbers.js';
import { RaisedEvents } from './events/raised-events.js';
import { guardTermsOf } from './guard/guard-terms-of.js';
import { spendingRulesOf } from './guard/spending-rules.js';
import {
  accountTokens,
  createContainer,
  register,
  resolveAll,
  tokens,
  type DependencyContainer,
  type Instances,
  type Registrations,
} from './injection.js';
import { AdmittedMessages } from './messages/admitted-messages.js';
import { JudgedMessages } from './messages/judged-messages.js';
import { MessageDelivery } from './messages/message-delivery.js';
import { MessageReports } from './messages/message-reports.js';
import { MessagesUnderWay } from './messages/messages-under-way.js';
import { GuardOutlooks } from './outlook/guard-outlook.js';
import { MoneyOutlooks } from './outlook/money-outlook.js';
import { OpeningMessages } from './messages/opening-messages.js';
import { RefundableMessages } from './messages/refundable-messages.js';
import { RepeatedRequests } from './messages/repeated-requests.js';
import { SessionEvents } from './messages/session-events.js';
import { SessionMessages } from './messages/session-messages.js';
import { guardModeOf } from './options/guard-mode-of.js';
import { indexSecretOf, secretsOf } from './options/secret.js';
import type { Logger } from './ports/logger.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { ThreepidEvents } from './ports/threepid-events.js';
import { SessionOpener } from './sessions/session-opener.js';
import { ValidatedSessions } from './sessions/validated-sessions.js';
import { Reservations } from './spending/reservations.js';
import { ConsoleSmsSender } from './sms/console-sms-sender.js';
import type {
  DeliveryLimitOptions,
  HomeserverOptions,
  IdentityAccountOptions,
  IdentityV2Options,
  LimitOptions,
  ThreepidOptions,
} from './threepid-options.js';
import { AddThreePid } from './use-cases/add-three-pid.js';
import { AuthenticateAccount } from './use-cases/authenticate-account.js';
import { BlockDestination } from './use-cases/block-destination.js';
import { CheckThreePidAvailability } from './use-cases/check-three-pid-availability.js';
import { ConsumeValidatedThreePid } from './use-cases/consume-validated-three-pid.js';
import { DeliverMessage } from './use-cases/deliver-message.js';
import { ExplainNumber } from './use-cases/explain-number.js';
import { FindSession } from './use-cases/find-session.js';
import { ForgetByOperator } from './use-cases/forget-by-operator.js';
import { ForgetThreePid } from './use-cases/forget-three-pid.js';
import { GetValidatedThreePid } from './use-cases/get-validated-three-pid.js';
import { ListBlocks } from './use-cases/list-blocks.js';
import { LogOutAccount } from './use-cases/log-out-account.js';
import { ReadPhoneNumber } from './use-cases/read-phone-number.js';
import { ReadOperatorStats } from './use-cases/read-operator-stats.js';
import { ReadSpending } from './use-cases/read-spending.js';
import { RegisterAccount } from './use-cases/register-account.js';
import { ReleaseNumber } from './use-cases/release-number.js';
import { RequestTokenForHomeserver } from './use-cases/request-token-for-homeserver.js';
import { RequestToken } from './use-cases/request-token.js';
import { SendTestMessage } from './use-cases/send-test-message.js';
import { SubmitToken } from './use-cases/submit-token.js';
import { UnblockDestination } from './use-cases/unblock-destination.js';

const useCases = {
  requestToken: RequestToken,
  findSession: FindSession,
  submitToken: SubmitToken,
  deliverMessage: DeliverMessage,
  getValidatedThreePid: GetValidatedThreePid,
  consumeValidatedThreePid: ConsumeValidatedThreePid,
  readPhoneNumber: ReadPhoneNumber,
  readSpending: ReadSpending,
  readOperatorStats: ReadOperatorStats,
  blockDestination: BlockDestination,
  unblockDestination: UnblockDestination,
  listBlocks: ListBlocks,
  explainNumber: ExplainNumber,
  releaseNumber: ReleaseNumber,
  forgetByOperator: ForgetByOperator,
  sendTestMessage: SendTestMessage,
  checkThreePidAvailability: CheckThreePidAvailability,
  requestTokenForHomeserver: RequestTokenForHomeserver,
  addThreePid: AddThreePid,
  forgetThreePid: ForgetThreePid,
};

const accountUseCases = {
  registerAccount: RegisterAccount,
  authenticateAccount: AuthenticateAccount,
  logOutAccount: LogOutAccount,
};

/** Classes that several use cases share. */
const parts = [
  AdmittedMessages,
  Challenges,
  ClientAllowance,
  GuardOutlooks,
  JudgedMessages,
  MoneyOutlooks,
  MessageDelivery,
  MessageReports,
  MessagesUnderWay,
  OpeningMessages,
  RaisedEvents,
  RefundableMessages,
  RegistrationAllowance,
  RepeatedRequests,
  Reservations,
  SessionEvents,
  SessionMessages,
  SessionOpener,
  ValidatedSessions,
];

/** The use cases of a framework. */
export interface UseCases extends Instances<typeof useCases> {
  /** The use cases of the identity API v2's accounts; undefined if there are none. */
  readonly accounts: Instances<typeof accountUseCases> | undefined;
  /** Raises the events that no use case raises. */
  readonly events: RaisedEvents;
  /** Ends what runs in the background. */
  readonly close: () => Promise<void>;
}

/** Creates the use cases. Everything is resolved here, once; no request uses the container. */
export function createUseCases(options: ThreepidOptions, logger: Logger): UseCases {
  const classes = [...Object.values(useCases), ...Object.values(accountUseCases), ...parts];
  const container = createContainer(classes);
  register(container, tokens, registrationsOf(options, logger));
  const { reports, events } = resolveAll(container, { reports: MessageReports, events: RaisedEvents });
  return {
    ...resolveAll(container, useCases),
    events,
    accounts: accountsOf(container, options.identityV2),
    close: () => reports.close(),
  };
}

function accountsOf(container: DependencyContainer, identityV2: IdentityV2Options | undefined) {
  if (identityV2?.accounts === undefined) return undefined;
  const { accounts, terms } = identityV2;
  register(container, accountTokens, {
    accessTokenStorage: accounts.accessTokenStorage,
    openIdVerifier: accounts.openIdVerifier,
    registrationRules: registrationRules(accounts),
    termsPolicy: terms,
  });
  return resolveAll(container, accountUseCases);
}

function registrationsOf(options: ThreepidOptions, logger: Logger): Registrations<typeof tokens> {
  const { homeserver } = options;
  const production = options.production ?? process.env['NODE_ENV'] === 'production';
  const indexKeys = deriveKeys(indexSecretOf(options, logger));
  const guardInForce = guardInForceOf(options);
  const { blocks: blockStorage = options.storage.blocks } = options;
  const currentBlocks = blockStorage && new CurrentBlocks(blockStorage);
  const policy = options.sendPolicy ?? policyOf(options, guardInForce, indexKeys, logger);
  return {
    accountDirectory: options.accountDirectory,
    blockStorage,
    budgets: options.guard?.budgets,
    challenge: options.challenge,
    clock: options.clock ?? systemClock,
    currentBlocks,
    destinationPolicy:
      options.sendPolicy === undefined ? createDestinationPolicy(options.destinations) : undefined,
    events: eventsOf(options),
    guardInForce,
    homeserverRules: homeserver && homeserverRules(homeserver),
    identityServerClient: homeserver?.identityServerClient,
    indexKeys,
    keyring: createKeyring(secretsOf(options)),
    logger,
    messageTemplates: options.templates ?? createMessageTemplates(),
    nextLinkRule: createNextLinkRule(options.nextLinkHosts),
    // What nobody reads isn't stored.
    remembersMessages: options.events !== undefined || options.logger !== undefined,
    reports: options.reports ?? true,
    sendPolicy: currentBlocks === undefined ? policy : new BlockingPolicy(policy, currentBlocks),
    senders: { ...options.channels, sms: options.sms },
    sessionRules: sessionRules(options),
    sessionStorage: options.storage,
    spendingRules: spendingRulesOf(options.guard ?? {}),
    spendingStorage: options.guard?.spending ?? options.storage.spending,
    testNumbers: createTestNumbers(options.testNumbers ?? [], !production),
    testSmsSender: options.testSms ?? new ConsoleSmsSender(),
    trustPolicy: homeserver?.trustPolicy ?? denyAllTrustPolicy,
  };
}

function eventsOf({ events }: ThreepidOptions): ThreepidEvents | undefined {
  return typeof events === 'function' ? { on: events } : events;
}

function homeserverRules({ availability, publicUrl }: HomeserverOptions): HomeserverRules {
  return { disclosure: availability ?? 'told', submitUrl: submitUrlOf(publicUrl) };
}

/** Undefined if it is off, or if a policy of the host takes its place. The options are checked: else there are balances. */
function guardInForceOf(options: ThreepidOptions): GuardInForce | undefined {
  const mode = guardModeOf(options);
  const { balances = options.storage.balances, terms } = options.guard ?? {};
  if (mode === 'off' || options.sendPolicy !== undefined || balances === undefined) return undefined;
  return { mode, balances, terms: guardTermsOf(terms) };
}

/** The default policy. If the guard is off, an earlier mode may have left balances. */
function policyOf(
  options: ThreepidOptions,
  guard: GuardInForce | undefined,
  indexKeys: SecretKeys,
  logger: Logger,
): SendPolicy {
  const { balances = options.storage.balances } = options.guard ?? {};
  const destinations = createDestinationPolicy(options.destinations);
  if (guard !== undefined) return new Guard({ ...guard, destinations, indexKeys, logger });
  if (balances === undefined) return destinations;
  return { ...destinations, forget: (number) => forgetBalances(balances, indexKeys, number) };
}

function sessionRules(options: ThreepidOptions): SessionRules {
  const { limits } = options;
  if (limits === false) return unlimitedRules;
  const defaults = isGuardEnforced(options) ? defaultSessionRules.limits : unguardedLimits;
  return withSharedCount({
    ...defaultSessionRules,
    limits: limitsOf(defaults, limits),
    relayLimits: limitsOf(unguardedLimits, limits),
    deliveryLimits: deliveryLimitsOf(limits?.deliveries),
  });
}

const unlimitedRules: SessionRules = {
  ...defaultSessionRules,
  limits: noLimits,
  relayLimits: noLimits,
  deliveryLimits: noDeliveryLimits,
};

function deliveryLimitsOf(limits: DeliveryLimitOptions = {}): DeliveryLimits {
  const { deliveryLimits: defaults } = defaultSessionRules;
  return { ...limitsOnMessages(defaults, limits), perBlock: limits.perBlock ?? defaults.perBlock };
}

/** A guard that only watches doesn't bound what one address asks for, so that fixed limits have to. */
function isGuardEnforced(options: ThreepidOptions): boolean {
  return options.sendPolicy === undefined && guardModeOf(options) === 'enforce';
}

function limitsOf(defaults: MessageLimits, limits: LimitOptions = {}): MessageLimits {
  return {
    ...limitsOnMessages(defaults, limits),
    lookupsPerAddress: limits.lookupsPerAddress ?? defaults.lookupsPerAddress,
    lookupsPerSite: limits.lookupsPerSite ?? defaults.lookupsPerSite,
    lookupsPerNetwork: limits.lookupsPerNetwork ?? defaults.lookupsPerNetwork,
  };
}

/** The limits that messages of each kind have. */
type LimitsOnMessages = Omit<DeliveryLimits, 'perBlock'>;

function limitsOnMessages(defaults: LimitsOnMessages, limits: Partial<LimitsOnMessages>): LimitsOnMessages {
  return {
    perNumber: limits.perNumber ?? defaults.perNumber,
    perNumberAndAddress: limits.perNumberAndAddress ?? defaults.perNumberAndAddress,
    perAddress: limits.perAddress ?? defaults.perAddress,
    perSite: limits.perSite ?? defaults.perSite,
    perNetwork: limits.perNetwork ?? defaults.perNetwork,
  };
}

function registrationRules(options: IdentityAccountOptions): RegistrationRules {
  const defaults = defaultRegistrationRules;
  return {
    accessTokenLifetimeMs: options.accessTokenLifetimeMs ?? defaults.accessTokenLifetimeMs,
    accessTokensPerUser: options.accessTokensPerUser ?? defaults.accessTokensPerUser,
    registrationsPerAddress: options.registrationsPerAddress ?? defaults.registrationsPerAddress,
    openIdTokenLifetimeMs: options.openIdTokenLifetimeMs ?? defaults.openIdTokenLifetimeMs,
  };
}
