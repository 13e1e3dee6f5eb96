import { meaningOfStatus, type FailureMeaning } from '@threepid/core';
import type { AwsError } from './aws-error.js';

/** A meaning that a listed error may have. */
export type ListedMeaning = Exclude<FailureMeaning, 'unknown'>;

/** Errors about a parameter. It may be the number, which strangers choose, so they count against the number. */
const destination = ['InvalidParameterValue', 'ValidationError', 'Validation'] as const;

/** Credentials, signature, permissions, the account, or a request that is wrong whatever the number. */
const refused = [
  'AccessDenied',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidAction',
  'InvalidClientTokenId',
  'InvalidParameterCombination',
  'InvalidQueryParameter',
  'InvalidSignature',
  'MalformedHttpRequest',
  'MalformedQueryString',
  'MissingAction',
  'MissingAuthenticationToken',
  'MissingParameter',
  'NotAuthorized',
  'OptInRequired',
  'RequestAborted',
  'RequestEntityTooLarge',
  'RequestExpired',
  'Serialization',
  'SignatureDoesNotMatch',
  'UnknownOperation',
  'UnrecognizedClient',
] as const;

const throttled = ['Throttling', 'RequestLimitExceeded', 'RequestThrottled', 'TooManyRequests'] as const;

/**
 * The errors that services of AWS share, of a request that wasn't taken, without the suffix `Exception` that the SDK
 * appends to some names. Errors of a service itself (`InternalFailure`, `ServiceUnavailable`) are left out, because their
 * status is 5xx.
 *
 * Source: Amazon SNS API Reference, "Common Error Types"; AWS SDK for JavaScript, "service-error-classification"; for
 * `InvalidSignature` and `Serialization`, which only services over JSON have, Amazon DynamoDB Developer Guide, "Error
 * messages and codes".
 */
export const awsErrorCodes: ReadonlyMap<string, ListedMeaning> = new Map<string, ListedMeaning>([
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...throttled.map((code) => [code, 'not-taken'] as const),
]);

/**
 * The meaning of an error of a service by the names that it uses. `unknown` also if no answer came.
 *
 * A 4xx with an unlisted name counts against the number, except 401, 403 and 404, which AWS uses for credentials and
 * resources.
 */
export function awsMeaningOf(
  { name, status }: Pick<AwsError, 'name' | 'status'>,
  codes: ReadonlyMap<string, ListedMeaning> = awsErrorCodes,
): FailureMeaning {
  if (status === 429) return 'not-taken';
  const listed = codes.get(name);
  if (listed !== undefined) return listed;
  if (status === undefined || status < 300) return 'unknown';
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  return status < 400 || [401, 403, 404].includes(status) ? 'refused' : 'rejected-destination';
}
