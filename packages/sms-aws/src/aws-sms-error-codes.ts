import { awsErrorCodes, awsMeaningOf, type AwsError, type ListedMeaning } from '@threepid/aws-request';
import type { FailureMeaning } from '@threepid/core';

/**
 * Reasons about the number, its country, or an origination identity, which may be valid for some countries only. They
 * count against the number, because strangers choose it: `failover` must not offer a number that AWS rejects to another
 * provider, nor open the breaker of AWS for it.
 */
const destination = [
  'COUNTRY_CODE_MISMATCH',
  'COUNTRY_NOT_ENABLED',
  'DESTINATION_COUNTRY_BLOCKED',
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'INTERNATIONAL_SENDING_NOT_SUPPORTED',
  'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY',
  'KEYWORD_MISMATCH',
  'MESSAGE_TYPE_MISMATCH',
  'NO_ORIGINATION_IDENTITIES_FOUND',
  'NUMBER_CAPABILITIES_MISMATCH',
  'PRICE_OVER_THRESHOLD',
  'RESOURCE_NOT_ACCESSIBLE',
  'SENDER_ID_NOT_REGISTERED',
  'SENDER_ID_NOT_SUPPORTED',
  'SENDER_ID_REQUIRES_REGISTRATION',
] as const;

/** Reasons about the account, or a request that is wrong whatever the number. */
const refused = [
  'ACCOUNT_DISABLED',
  'CANNOT_PARSE',
  'INSUFFICIENT_ACCOUNT_REPUTATION',
  'INVALID_REQUEST',
  'MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS',
  'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
  'PARAMETERS_CANNOT_BE_USED_TOGETHER',
  'PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET',
  'UNKNOWN_OPERATION',
  'UNSPECIFIED_PARAMETER_NOT_SUPPORTED',
] as const;

/**
 * The reasons of a message that wasn't taken.
 *
 * Source: AWS End User Messaging SMS and Voice API Reference, `SendTextMessage`, "Errors".
 */
export const awsSmsReasons: ReadonlyMap<unknown, ListedMeaning> = new Map<unknown, ListedMeaning>([
  ...destination.map((reason) => [reason, 'rejected-destination'] as const),
  ...refused.map((reason) => [reason, 'refused'] as const),
]);

/** The exceptions of `SendTextMessage`, for reasons that aren't listed, beside those that all services have. */
const exceptions: ReadonlyMap<string, ListedMeaning> = new Map<string, ListedMeaning>([
  ...awsErrorCodes,
  ['Conflict', 'rejected-destination'],
  ['ResourceNotFound', 'rejected-destination'],
  ['ServiceQuotaExceeded', 'refused'],
]);

/** Members of the request that may be wrong for some numbers only. */
const membersOfTheNumber: readonly unknown[] = [
  'DestinationPhoneNumber',
  'OriginationIdentity',
  'DestinationCountryParameters',
];

/** Resources that are the same for every number. */
const resourcesOfAll: readonly unknown[] = ['account', 'configuration-set', 'protect-configuration'];

/** The meaning of an error of AWS End User Messaging. */
export function awsSmsMeaningOf(error: AwsError): FailureMeaning {
  const listed = awsSmsReasons.get(error.details['Reason']);
  if (listed !== undefined) return listed;
  const meaning = awsMeaningOf(error, exceptions);
  return meaning === 'rejected-destination' && isWrongForAll(error) ? 'refused' : meaning;
}

function isWrongForAll({ details }: AwsError): boolean {
  if (resourcesOfAll.includes(details['ResourceType'])) return true;
  const fields = details['Fields'];
  if (!Array.isArray(fields) || fields.length === 0) return false;
  return !fields.some((field: { readonly Name?: unknown } | null) =>
    membersOfTheNumber.includes(field?.Name),
  );
}
