import { expect } from 'chai';
import { awsErrorCodes, awsMeaningOf } from '@threepid/aws-request';

/** The published names of common errors, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'rejected-destination': 'InvalidParameterValue ValidationError Validation',
  refused: `
    AccessDenied ExpiredToken IncompleteSignature InvalidAction InvalidClientTokenId InvalidParameterCombination
    InvalidQueryParameter InvalidSignature MalformedHttpRequest MalformedQueryString MissingAction
    MissingAuthenticationToken MissingParameter NotAuthorized OptInRequired RequestAborted RequestEntityTooLarge
    RequestExpired Serialization SignatureDoesNotMatch UnknownOperation UnrecognizedClient`,
  'not-taken': 'Throttling RequestLimitExceeded RequestThrottled TooManyRequests',
};

describe("AWS's common error codes", () => {
  it('are each listed once here, with all those that are known', () => {
    const names = Object.entries(expected).flatMap(([meaning, list]) =>
      list
        .trim()
        .split(/\s+/)
        .map((name) => [name, meaning] as const),
    );
    expect(new Set(names.map(([name]) => name)).size).to.equal(names.length);
    expect([...awsErrorCodes]).to.have.deep.members(names);
  });

  const unlisted: readonly (readonly [status: number | undefined, meaning: string])[] = [
    [undefined, 'unknown'],
    [200, 'unknown'],
    [301, 'refused'],
    [400, 'rejected-destination'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [408, 'unknown'],
    [418, 'rejected-destination'],
    [429, 'not-taken'],
    [500, 'unknown'],
    [503, 'unknown'],
  ];
  for (const [status, meaning] of unlisted) {
    it(`${String(status)} of an unknown name: ${meaning}`, () => {
      expect(awsMeaningOf({ name: 'SomethingNew', status })).to.equal(meaning);
    });
  }

  it('are as a service says that has a meaning of its own, except by 429', () => {
    const codes = new Map([['Conflict', 'refused'] as const]);
    expect(awsMeaningOf({ name: 'Conflict', status: 400 }, codes)).to.equal('refused');
    expect(awsMeaningOf({ name: 'Conflict', status: 429 }, codes)).to.equal('not-taken');
  });
});
