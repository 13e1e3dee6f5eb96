import { expect } from 'chai';
import {
  ConflictExceptionReason,
  ServiceQuotaExceededExceptionReason,
  ValidationExceptionReason,
  AccessDeniedExceptionReason,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { awsSmsMeaningOf, awsSmsReasons } from '../dist/aws-sms-error-codes.js';

/** The published reasons that concern a message, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'rejected-destination': `
    COUNTRY_CODE_MISMATCH COUNTRY_NOT_ENABLED DESTINATION_COUNTRY_BLOCKED
    DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE
    DESTINATION_PHONE_NUMBER_NOT_VERIFIED DESTINATION_PHONE_NUMBER_OPTED_OUT INTERNATIONAL_SENDING_NOT_SUPPORTED
    INVALID_IDENTITY_FOR_DESTINATION_COUNTRY KEYWORD_MISMATCH MESSAGE_TYPE_MISMATCH NO_ORIGINATION_IDENTITIES_FOUND
    NUMBER_CAPABILITIES_MISMATCH PRICE_OVER_THRESHOLD RESOURCE_NOT_ACCESSIBLE SENDER_ID_NOT_REGISTERED
    SENDER_ID_NOT_SUPPORTED SENDER_ID_REQUIRES_REGISTRATION`,
  refused: `
    ACCOUNT_DISABLED CANNOT_PARSE INSUFFICIENT_ACCOUNT_REPUTATION INVALID_REQUEST MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS
    MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT PARAMETERS_CANNOT_BE_USED_TOGETHER
    PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET UNKNOWN_OPERATION
    UNSPECIFIED_PARAMETER_NOT_SUPPORTED`,
};

/** An error as it is read of the SDK's. */
function meaningOf(name: string, details: Readonly<Record<string, unknown>>, status = 400): string {
  const read = { code: undefined, requestId: undefined, isClockCorrected: false };
  return awsSmsMeaningOf({ name, message: 'no', status, details, ...read });
}

describe('the reasons of AWS End User Messaging', () => {
  it('are each listed once here, with all those that the sender knows', () => {
    const reasons = Object.entries(expected).flatMap(([meaning, list]) =>
      list
        .trim()
        .split(/\s+/)
        .map((reason) => [reason, meaning] as const),
    );
    expect(new Set(reasons.map(([reason]) => reason)).size).to.equal(reasons.length);
    expect([...awsSmsReasons]).to.have.deep.members(reasons);
  });

  it("are the SDK's", () => {
    const known = [
      AccessDeniedExceptionReason,
      ConflictExceptionReason,
      ServiceQuotaExceededExceptionReason,
      ValidationExceptionReason,
    ].flatMap((reasons) => Object.values<string>(reasons));
    expect(known).to.include.members([...awsSmsReasons.keys()]);
  });

  const others: readonly (readonly [
    name: string,
    details: Readonly<Record<string, unknown>>,
    meaning: string,
  ])[] = [
    ['AccessDenied', {}, 'refused'],
    ['UnrecognizedClient', {}, 'refused'],
    ['Throttling', {}, 'not-taken'],
    ['ServiceQuotaExceeded', {}, 'refused'],
    ['Conflict', { Reason: 'SOMETHING_NEW' }, 'rejected-destination'],
    ['Conflict', { Reason: 'RESOURCE_NOT_ACTIVE', ResourceType: 'sender-id' }, 'rejected-destination'],
    ['Conflict', { Reason: 'RESOURCE_NOT_ACTIVE', ResourceType: 'configuration-set' }, 'refused'],
    ['ResourceNotFound', {}, 'rejected-destination'],
    ['ResourceNotFound', { ResourceType: 'pool' }, 'rejected-destination'],
    ['ResourceNotFound', { ResourceType: 'protect-configuration' }, 'refused'],
    ['Validation', { Reason: 'OTHER' }, 'rejected-destination'],
    ['Validation', { Reason: 'OTHER', Fields: [] }, 'rejected-destination'],
    ['Validation', { Reason: 'INVALID_PARAMETER', Fields: [{ Name: 'MaxPrice' }] }, 'refused'],
    ['Validation', { Reason: 'MAXIMUM_SIZE_EXCEEDED', Fields: [{ Name: 'MessageBody' }] }, 'refused'],
    ['Validation', { Fields: [{ Name: 'DestinationPhoneNumber' }] }, 'rejected-destination'],
    [
      'Validation',
      { Fields: [{ Name: 'MaxPrice' }, { Name: 'OriginationIdentity' }] },
      'rejected-destination',
    ],
    [
      'Validation',
      { Reason: 'PRICE_OVER_THRESHOLD', Fields: [{ Name: 'MaxPrice' }] },
      'rejected-destination',
    ],
    ['Validation', { Fields: [null] }, 'refused'],
    ['SomethingNew', {}, 'rejected-destination'],
  ];
  for (const [name, details, meaning] of others) {
    it(`${name} ${JSON.stringify(details)}: ${meaning}`, () => {
      expect(meaningOf(name, details)).to.equal(meaning);
    });
  }

  it('of an internal error leave it unknown', () => {
    expect(meaningOf('InternalServer', {}, 500)).to.equal('unknown');
  });
});
