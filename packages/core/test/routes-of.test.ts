import type { AccountDirectory, HomeserverOptions, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { createFramework } from './framework.js';
import { passwordAuth, TestAccounts } from './test-accounts.js';

const publicUrl = 'https://matrix.example.org';
const account = '/_matrix/client/v3/account/3pid';

/** What a host leaves to a framework: methods and paths, but for those of the edition of 2018. */
function claimsOf(options: Partial<ThreepidOptions>): readonly string[] {
  return createFramework(options)
    .threepid.claims.filter(({ path }) => !path.startsWith('/_matrix/client/r0'))
    .map(({ methods, path }) => `${methods?.join() ?? 'all'} ${path}`);
}

/** Those for the accounts of a homeserver. */
function accountCalls(
  options: Partial<HomeserverOptions>,
  accountDirectory: AccountDirectory,
): readonly string[] {
  return claimsOf({ accountDirectory, homeserver: { publicUrl, ...options } }).filter((claim) =>
    /\/account\/3pid(?:\/add)?$/.test(claim),
  );
}

describe('the calls that a framework answers', () => {
  it('are those of an identity server alone, without a homeserver', () => {
    const identity = ['all /_matrix/identity/*'];
    expect(claimsOf({})).to.deep.equal(identity);
    expect(claimsOf({ accountDirectory: new TestAccounts() })).to.deep.equal(identity);
  });

  it('are also those for a homeserver’s accounts, as far as its accounts can be read and changed', () => {
    const accounts = new TestAccounts();
    const readOnly: AccountDirectory = {
      ownerOf: (threePid) => accounts.ownerOf(threePid),
      threePidsOf: (userId) => accounts.threePidsOf(userId),
    };
    const signedIn = { authenticator: accounts, userInteractiveAuth: passwordAuth };
    expect(accountCalls({}, accounts)).to.deep.equal([]);
    expect(accountCalls({ authenticator: accounts }, accounts)).to.deep.equal([
      `GET,HEAD,OPTIONS ${account}`,
    ]);
    expect(accountCalls(signedIn, readOnly)).to.deep.equal([`GET,HEAD,OPTIONS ${account}`]);
    expect(accountCalls(signedIn, accounts)).to.deep.equal([
      `GET,HEAD,POST,OPTIONS ${account}`,
      `POST,OPTIONS ${account}/add`,
    ]);
  });
});
