import { awsErrorCodes, awsMeaningOf, type AwsError, type ListedMeaning } from '@threepid/aws-request';
import type { FailureMeaning } from '@threepid/core';

/**
 * Errors about the number, or about a parameter that is valid for some numbers only, such as a sender id or an
 * origination number. They count against the number, because strangers choose it: `failover` must not offer a number
 * that SNS rejects to another provider, nor open the breaker of SNS for it.
 */
const destination = ['OptedOut', 'InvalidParameter', 'ParameterValueInvalid'] as const;

/** Credentials, signature, permissions, the account, or a request that is wrong whatever the number. */
const refused = [
  'AuthorizationError',
  'EndpointDisabled',
  'InvalidSecurity',
  'KMSAccessDenied',
  'KMSDisabled',
  'KMSInvalidState',
  'KMSNotFound',
  'KMSOptInRequired',
  'NotFound',
  'PlatformApplicationDisabled',
] as const;

const throttled = ['Throttled', 'KMSThrottling'] as const;

/**
 * The errors of a request that wasn't taken, those that all services of AWS have among them.
 *
 * Source: Amazon SNS API Reference, `Publish`.
 */
export const snsErrorCodes: ReadonlyMap<string, ListedMeaning> = new Map<string, ListedMeaning>([
  ...awsErrorCodes,
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...throttled.map((code) => [code, 'not-taken'] as const),
]);

/** SNS names the parameter: `Invalid parameter: Message Reason: ...` or `Invalid parameter: Empty message`. */
const aboutText = /^Invalid parameter: (?:Message\b(?! ?Attributes)|Empty message)/i;

/** The meaning of an error of SNS. */
export function snsMeaningOf(error: AwsError): FailureMeaning {
  const meaning = awsMeaningOf(error, snsErrorCodes);
  return meaning === 'rejected-destination' && aboutText.test(error.message) ? 'refused' : meaning;
}
