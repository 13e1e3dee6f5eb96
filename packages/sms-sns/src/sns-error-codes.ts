import { meaningOfStatus, type FailureMeaning } from '@threepid/core';

/** A meaning that a listed error may have. */
type ListedMeaning = Exclude<FailureMeaning, 'unknown'>;

/**
 * Errors about the number, or about a parameter that is valid for some numbers only, such as a sender id or an
 * origination number. They count against the number, because strangers choose it: `failover` must not offer a number
 * that SNS rejects to another provider, nor open the breaker of SNS for it.
 */
const destination = [
  'OptedOut',
  'InvalidParameter',
  'InvalidParameterValue',
  'ParameterValueInvalid',
  'ValidationError',
  'Validation',
] as const;

/** Credentials, signature, permissions, the account, or a request that is wrong whatever the number. */
const refused = [
  'AccessDenied',
  'AuthorizationError',
  'EndpointDisabled',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidAction',
  'InvalidClientTokenId',
  'InvalidParameterCombination',
  'InvalidQueryParameter',
  'InvalidSecurity',
  'KMSAccessDenied',
  'KMSDisabled',
  'KMSInvalidState',
  'KMSNotFound',
  'KMSOptInRequired',
  'MalformedHttpRequest',
  'MalformedQueryString',
  'MissingAction',
  'MissingAuthenticationToken',
  'MissingParameter',
  'NotAuthorized',
  'NotFound',
  'OptInRequired',
  'PlatformApplicationDisabled',
  'RequestAborted',
  'RequestEntityTooLarge',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnknownOperation',
  'UnrecognizedClient',
] as const;

const throttled = [
  'Throttled',
  'Throttling',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequests',
  'KMSThrottling',
] as const;

/**
 * The errors of a request that wasn't taken, without the suffix `Exception` that the SDK appends to some names. Errors
 * of the service itself (`InternalError`, `InternalFailure`, `ServiceUnavailable`) are left out, because their status
 * is 5xx.
 *
 * Source: Amazon SNS API Reference, `Publish`, "Common Errors" and "Common Error Types".
 */
export const snsErrorCodes: ReadonlyMap<string, ListedMeaning> = new Map<string, ListedMeaning>([
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...throttled.map((code) => [code, 'not-taken'] as const),
]);

/** SNS names the parameter: `Invalid parameter: Message Reason: ...` or `Invalid parameter: Empty message`. */
const aboutText = /^Invalid parameter: (?:Message\b(?! ?Attributes)|Empty message)/i;

/**
 * The meaning of an error. `unknown` also if no answer came.
 *
 * A 4xx with an unlisted name counts against the number, except 401, 403 and 404, which AWS uses for credentials and
 * resources.
 */
export function snsMeaningOf(error: {
  readonly name: unknown;
  readonly message: unknown;
  readonly status: unknown;
}): FailureMeaning {
  const { name, message, status } = error;
  if (status === 429) return 'not-taken';
  const listed = snsErrorCodes.get(String(name).replace(/Exception$/, ''));
  if (listed === 'rejected-destination' && aboutText.test(String(message))) return 'refused';
  if (listed !== undefined) return listed;
  if (typeof status !== 'number' || status < 300) return 'unknown';
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  return status < 400 || [401, 403, 404].includes(status) ? 'refused' : 'rejected-destination';
}
