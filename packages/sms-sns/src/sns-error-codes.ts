/**
 * What an error says of a message.
 *
 * - `rejected-destination`: the number may have a part in it.
 * - `refused`: no message would be taken, whatever the number.
 * - `not-taken`: throttled; the request was turned away before anything was done.
 */
export type SnsErrorMeaning = 'rejected-destination' | 'refused' | 'not-taken';

/**
 * A parameter that isn't valid is the number, or goes with some numbers and not with others, as a sender id and an
 * origination number do. It counts as the number's: a stranger chooses the number, and a number that SNS turns away is
 * neither offered to another provider by `failover`, nor does it speak against the breaker of SNS.
 */
const destination = [
  'OptedOut',
  'InvalidParameter',
  'InvalidParameterValue',
  'ParameterValueInvalid',
  'ValidationError',
  'Validation',
] as const;

/** Credentials, signature, permissions, the account, or a request that would be as wrong for any number. */
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
 * The errors of a request that wasn't taken, without the `Exception` that the SDK puts behind some names. Errors of the
 * service itself (`InternalError`, `InternalFailure`, `ServiceUnavailable`) aren't here: their status of 5xx says it.
 *
 * Source: Amazon SNS API Reference, `Publish`, "Common Errors" and "Common Error Types".
 */
export const snsErrorCodes: ReadonlyMap<string, SnsErrorMeaning> = new Map<string, SnsErrorMeaning>([
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...throttled.map((code) => [code, 'not-taken'] as const),
]);

/** SNS names the parameter: `Invalid parameter: Message Reason: ...`, and `Invalid parameter: Empty message`. */
const aboutText = /^Invalid parameter: (?:Message\b(?! ?Attributes)|Empty message)/i;

/**
 * The meaning of an error; undefined if it leaves open whether the message was taken.
 *
 * A 4xx of a name that isn't listed counts as the number's, save 401, 403 and 404, which AWS keeps for credentials and
 * resources.
 */
export function snsMeaningOf(error: {
  readonly name: unknown;
  readonly message: unknown;
  readonly status: unknown;
}): SnsErrorMeaning | undefined {
  const { name, message, status } = error;
  if (status === 429) return 'not-taken';
  const listed = snsErrorCodes.get(String(name).replace(/Exception$/, ''));
  if (listed === 'rejected-destination' && aboutText.test(String(message))) return 'refused';
  if (listed !== undefined) return listed;
  if (typeof status !== 'number' || status < 300 || status >= 500) return undefined;
  return status < 400 || [401, 403, 404].includes(status) ? 'refused' : 'rejected-destination';
}
