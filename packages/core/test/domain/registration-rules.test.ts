import { expect } from 'chai';
import { defaultRegistrationRules } from '../../dist/domain/registration-rules.js';

describe('the default rules of registrations', () => {
  it('are those that the documentation names', () => {
    const [hour, day] = [3_600_000, 86_400_000];
    expect(defaultRegistrationRules).to.deep.equal({
      accessTokenLifetimeMs: 90 * day,
      accessTokensPerUser: 20,
      registrationsPerAddress: [
        { messages: 60, windowMs: hour },
        { messages: 200, windowMs: day },
      ],
      openIdTokenLifetimeMs: day,
    });
  });
});
