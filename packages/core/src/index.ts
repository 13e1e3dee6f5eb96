// # Create it and use it
export { createThreepid, type Threepid, type ThreepidGuard, type ThreepidOperator } from './threepid.js';
export type {
  ThreepidOptions,
  ChannelOptions,
  GuardOptions,
  LimitOptions,
  DeliveryLimitOptions,
  IdentityV1Options,
  IdentityV2Options,
  IdentityAccountOptions,
  HomeserverOptions,
} from './threepid-options.js';
export { ConsoleSmsSender } from './sms/console-sms-sender.js';
export { MatrixError, type MatrixErrorOptions } from './errors/matrix-error.js';
export { statusByErrcode, type Errcode } from './errors/status-by-errcode.js';

// # Inputs and results of its methods
export type { RequestTokenInput, RequestTokenResult } from './use-cases/request-token.js';
export type { SubmitTokenInput, SubmitTokenResult } from './use-cases/submit-token.js';
export type { SessionReference, ValidatedThreePid } from './sessions/validated-sessions.js';
export type { FindSessionInput } from './use-cases/find-session.js';
export type { DeliverMessageInput } from './use-cases/deliver-message.js';
export type { AddThreePidInput } from './use-cases/add-three-pid.js';
export type { Availability, AvailabilityPurpose } from './use-cases/check-three-pid-availability.js';
export type {
  RequestTokenForHomeserverInput,
  RequestTokenForHomeserverResult,
} from './use-cases/request-token-for-homeserver.js';
export type { SpentAmount, SpentInPeriod, Spending } from './use-cases/read-spending.js';
export type { BlockTarget } from './domain/block-target.js';
export type { OperatorChange } from './domain/operator-change.js';
export type { SendTestInput, TestMessageResult } from './use-cases/send-test-message.js';
export type { BlockDestinationInput } from './use-cases/block-destination.js';
export type { UnblockDestinationInput } from './use-cases/unblock-destination.js';
export type { BlockedDestination } from './use-cases/list-blocks.js';
export type { ExplainNumberInput, MessageDecision, NumberExplanation } from './use-cases/explain-number.js';
export { waitForLimit, widestWindow, type CountedLimit } from './domain/counted-limit.js';
export type { ClientLimit } from './allowances/client-allowance.js';
export type { GroupBalance, GuardOutlook, GuardRefusal } from './outlook/guard-outlook.js';
export type { BudgetOutlook, MoneyOutlook } from './outlook/money-outlook.js';
export type { CountryBalance, OperatorStats } from './use-cases/read-operator-stats.js';

// # Its options
export type { BudgetOptions, BudgetsOptions, Prices } from './guard/spending-rules.js';
export type { CorsOption } from './http/caller/cors.js';
export type { DelegateOptions } from './http/caller/delegates.js';
export type { TestNumber } from './domain/test-numbers.js';
export type { IdentityV1Access } from './http/routes/identity-v1-routes.js';
export type { AvailabilityDisclosure } from './domain/homeserver-rules.js';
export { createTrustList, type TrustListOptions } from './defaults/trust-list.js';
export { createMessageTemplates, type MessageTemplateOptions } from './defaults/message-templates.js';
export {
  createDestinationPolicy,
  mobileNumberTypes,
  type DestinationOptions,
} from './defaults/destination-policy.js';
export { createTermsPolicy, type TermsPolicyOptions } from './defaults/terms-policy.js';
export { errorsOfOption } from './options/check-threepid-options.js';

// # Ports
export type * from './ports/sms-sender.js';
export type * from './ports/message-report.js';
export type * from './ports/delivery-receipt.js';
export type * from './ports/threepid-events.js';
export type * from './ports/message-origin.js';
export type * from './ports/session-storage.js';
export type * from './ports/send-policy.js';
export type * from './ports/challenge.js';
export type * from './ports/account-directory.js';
export type * from './ports/authenticator.js';
export type * from './ports/message-templates.js';
export type { Clock } from './ports/clock.js';
export type { Logger, LogMethod } from './ports/logger.js';
export type * from './ports/balance-storage.js';
export type * from './ports/spending-storage.js';
export type * from './ports/block-storage.js';
export type * from './ports/route-storage.js';
export type * from './ports/trust-policy.js';
export type * from './ports/identity-server-client.js';
export type * from './ports/access-token-storage.js';
export type * from './ports/open-id-verifier.js';
export type * from './ports/terms-policy.js';
export type * from './ports/terms-agreement-storage.js';
export type * from './ports/user-interactive-auth.js';

// # Implement a port
export {
  StorageUnavailableError,
  type StorageUnavailableErrorOptions,
} from './errors/storage-unavailable-error.js';
export { forOperator, OperatorError } from './errors/operator-error.js';
export { loggableError, type LoggableError } from './log/loggable-error.js';
export { linked, type RequestRecord } from './log/request-record.js';
export { loggableFields, withLoggableErrors } from './log/with-loggable-errors.js';
export { ProviderError, scrubMessage, type ProviderErrorDetails } from './sms/provider-error.js';
export { createSecretRemover, type SecretRemover } from './sms/secret-remover.js';
export { callProvider, neverConnected, type ProviderCallOptions } from './sms/call-provider.js';
export type { ProviderCall } from './sms/kept-connections.js';
export { postToProvider, type ProviderRequest } from './sms/post-to-provider.js';
export type { AnsweredExchange, ProviderExchange, ProviderHeaders } from './sms/provider-exchange.js';
export { parseProviderUrl } from './sms/provider-url.js';
export { reachProvider, type ReachOptions } from './sms/reach-provider.js';
export {
  meaningOfStatus,
  meaningOfStatusAlone,
  resultOfFailure,
  type ChannelFailureMeaning,
  type FailureMeaning,
} from './sms/failure-meaning.js';
export { resultOfFailedExchange } from './sms/result-of-failed-exchange.js';
export { resultOfUncarriedMessage } from './sms/result-of-uncarried-message.js';
export {
  createWebhookVerifier,
  WebhookVerificationError,
  type VerifyWebhookOptions,
  type WebhookRequest,
  type WebhookVerifier,
} from './sms/webhook-verifier.js';
export { e164Of } from './receipts/e164-of.js';
export { readWebhookSecrets, webhookMac } from './sms/webhook-secret.js';
export { isSmsResult } from './sms/is-sms-result.js';
export { jsonObjectOf } from './sms/json-object-of.js';
export { Siteverify, type SiteverifyService, type SiteverifyVerdict } from './challenges/siteverify.js';
export type { SiteverifyOptions } from './challenges/siteverify-options.js';
export { maskNumber } from './domain/mask-number.js';
export { lookUpTag } from './languages/choose-language.js';
export {
  defaultSessionRules,
  type DeliveryLimits,
  type MessageLimits,
  type SessionRules,
} from './domain/session-rules.js';
export type { MessageLimit } from './domain/message-limit.js';
export type { RequestedNumber } from './domain/requested-number.js';
export { callingCodeOf, noCountry, type NumberType, type PhoneNumber } from './domain/phone-number.js';
export { denyAllTrustPolicy } from './defaults/deny-all-trust-policy.js';
export { systemClock } from './defaults/system-clock.js';
export { withinTime } from './messages/within-time.js';
export { silentLogger } from './defaults/silent-logger.js';

// # The guard's rules, for a storage of its balances
export type { Budget } from './domain/budget.js';
export { calendarDayOf, type CalendarDay } from './domain/calendar-day.js';
export {
  balanceAt,
  changedBy,
  hasGoodName,
  isAboveStart,
  msUntilEnough,
  msUntilForgotten,
  oneMessage,
  paybackOf,
  type Balance,
  type GroupTerms,
} from './guard/balance.js';
export type { GuardMode } from './guard/guard-mode.js';
export { defaultGuardTerms, type GroupKind, type GuardTerms } from './guard/guard-terms.js';
export { guardTermsOf, type GivenTerms } from './guard/guard-terms-of.js';
export { Ledger, type BalanceTable, type GuardDecision } from './guard/ledger.js';
export {
  askedGroups,
  chargedGroups,
  countryGroup,
  everyGroup,
  group,
  isAsked,
  vouchers,
  worldGroups,
  type CallerGroups,
  type ChargedMessage,
  type Group,
  type Lane,
  type MessageGroups,
  type Voucher,
} from './guard/message-groups.js';
export { messageOf, receiptOf } from './guard/receipt.js';

// # The rules of routing by results, for a storage of what is known
export {
  countedRoutes,
  noRoutes,
  routeCohorts,
  routeFade,
  routeSenders,
  routeShareLeft,
  routesAheadMs,
  routesKeptMs,
  type KnownRoute,
  type RouteCohort,
  type RouteCount,
  type RouteRecord,
} from './domain/route-record.js';

// # What countries do with senders
export { senderRules, senderRulesCheckedOn, senderRuleSources, type SenderRule } from './sms/sender-rules.js';
export { senderWarnings } from './sms/sender-warnings.js';
export { senderWarningsOf, type SenderToCheck, type SenderWarningOptions } from './sms/sender-warnings-of.js';

// # Rules that packages share
export { checkByCountry } from './options/check-by-country.js';
export { closestName } from './options/closest-name.js';
export { createAddressRanges, type AddressRanges } from './domain/address-ranges.js';
export { gsmOctets } from './domain/gsm-alphabet.js';
export { parseBaseUrl, parseHost, portOf, type HostAndPort } from './domain/http-url.js';
export { isLoopbackAddress, isLoopbackHost } from './domain/loopback.js';
export { fitsOneSegment } from './domain/message-segment.js';
export { parseAcceptLanguage } from './http/request/accept-language.js';
export { createSecretCheck, type SecretCheck } from './domain/secret-check.js';
export { canonicalServerName } from './domain/server-name.js';

// # Write an HTTP adapter
export { createCors, type Cors } from './http/caller/cors.js';
export { bodyLimit, bodyTooLarge, collectBody } from './http/request/collect-body.js';
export {
  createCallerAddressOf,
  type CallerAddressOf,
  type TrustedProxies,
} from './http/caller/caller-address.js';
export { addressLost, remoteAddressOf } from './http/request/remote-address.js';
export type { HttpRequest } from './http/request/http-request.js';
export { retryAfterSeconds, toMatrixError } from './http/response/json-response.js';
export type { HttpResponse } from './http/response/http-response.js';
export { isClaimed } from './http/routing/is-claimed.js';
export type { RouteClaim } from './http/routing/route.js';
export { splitTarget } from './http/request/split-target.js';
