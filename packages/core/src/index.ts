// What users need first.
export {
  createThreepid,
  type HomeserverOptions,
  type IdentityV1Options,
  type IdentityV2Options,
  type LimitOptions,
  type Threepid,
  type ThreepidOptions,
} from './threepid.js';
export { createTrustList, type TrustListOptions } from './domain/trust-list.js';
export type { CorsOption } from './http/cors.js';
export type { DelegateOptions } from './http/delegates.js';
export type { IdentityV1Access } from './http/identity-v1-routes.js';
export type { IdentityAccountOptions } from './use-cases/identity-accounts.js';
export type { AddThreePidInput } from './use-cases/add-three-pid.js';
export type {
  AvailabilityDisclosure,
  RequestTokenForHomeserverInput,
  RequestTokenForHomeserverResult,
} from './use-cases/request-token-for-homeserver.js';
export type { RequestTokenInput, RequestTokenResult } from './use-cases/request-token.js';
export type { SubmitTokenInput, SubmitTokenResult } from './use-cases/submit-token.js';
export type { GetValidatedThreePidInput, ValidatedThreePid } from './use-cases/get-validated-three-pid.js';
export type { Availability, AvailabilityPurpose } from './use-cases/check-three-pid-availability.js';
export { ConsoleSmsSender } from './console-sms-sender.js';
export { MatrixError, type MatrixErrorOptions } from './errors/matrix-error.js';
export { statusByErrcode, type Errcode } from './errors/status-by-errcode.js';
export { createMessageTemplates, type MessageTemplateOptions } from './domain/message-templates.js';
export {
  createDestinationPolicy,
  mobileNumberTypes,
  type DestinationOptions,
} from './domain/destination-policy.js';
export { createTermsPolicy, type TermsPolicyOptions } from './domain/terms-policy.js';
export type { TestNumber } from './domain/test-numbers.js';

// What those need who write a port's implementation.
export {
  StorageUnavailableError,
  type StorageUnavailableErrorOptions,
} from './errors/storage-unavailable-error.js';
export { forOperator, OperatorError } from './errors/operator-error.js';
export { loggableError, type LoggableError } from './errors/loggable-error.js';
export { loggableFields, withLoggableErrors } from './errors/with-loggable-errors.js';
export { ProviderError, scrubMessage, type ProviderErrorDetails } from './errors/provider-error.js';
export {
  neverConnected,
  postToProvider,
  type ProviderExchange,
  type ProviderRequest,
} from './http/post-to-provider.js';
export { parseProviderUrl } from './http/provider-url.js';
export { reachProvider } from './http/reach-provider.js';
export { maskNumber } from './domain/mask-number.js';
export { defaultSessionRules, type MessageLimits, type SessionRules } from './domain/session-rules.js';
export type { NumberType, PhoneNumber } from './domain/phone-number.js';
export type * from './ports/session-storage.js';
export type * from './ports/sms-sender.js';
export type * from './ports/trust-policy.js';
export { denyAllTrustPolicy } from './ports/trust-policy.js';
export type * from './ports/account-directory.js';
export type * from './ports/send-policy.js';
export type * from './ports/message-templates.js';
export type * from './ports/authenticator.js';
export type * from './ports/access-token-storage.js';
export type * from './ports/identity-server-client.js';
export type * from './ports/open-id-verifier.js';
export type * from './ports/terms-policy.js';
export type * from './ports/terms-agreement-storage.js';
export type * from './ports/user-interactive-auth.js';
export { canonicalServerName } from './domain/server-name.js';
export { systemClock, type Clock } from './ports/clock.js';
export { silentLogger, type Logger, type LogMethod } from './ports/logger.js';

// What those need who write an HTTP adapter.
export { createAddressRanges, type AddressRanges } from './domain/address-ranges.js';
export { createCors, type Cors } from './http/cors.js';
export { bodyLimit, bodyTooLarge, collectBody } from './http/collect-body.js';
export { createCallerAddressOf, type CallerAddressOf, type TrustedProxies } from './http/caller-address.js';
export { addressLost, remoteAddressOf } from './http/remote-address.js';
export type { HttpRequest } from './http/http-request.js';
export type { HttpResponse } from './http/http-response.js';
export type { RouteClaim } from './http/route.js';
export { splitTarget } from './http/split-target.js';
