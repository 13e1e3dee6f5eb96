import { MemoryAccessTokenStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { accountsFramework, registered, v2 } from '../accounts-framework.js';
import { call } from '../framework.js';

const day = 86_400_000;

describe('an access token', () => {
  const account = `${v2}/account`;

  it('lives as long as it is told, to the millisecond: 90 days', async () => {
    for (const accessTokenLifetimeMs of [undefined, day]) {
      const framework = accountsFramework({
        accounts: accessTokenLifetimeMs === undefined ? {} : { accessTokenLifetimeMs },
      });
      const headers = await registered(framework);
      framework.clock.advance((accessTokenLifetimeMs ?? 90 * day) - 1);
      expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(200);
      framework.clock.advance(1);
      expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(401);
    }
  });

  it('is known under the older secret while that is listed', async () => {
    const accessTokens = new MemoryAccessTokenStorage();
    const older = 'an older secret, of a good length too';
    const newer = 'a newer secret, of a good length as well';
    const headers = await registered(accountsFramework({ accessTokens, secret: older }));
    const statusUnder = async (secret: readonly string[]): Promise<number> =>
      (await call(accountsFramework({ accessTokens, secret }), 'GET', account, undefined, headers)).status;
    expect(await statusUnder([newer, older])).to.equal(200);
    expect(await statusUnder([newer])).to.equal(401);
    const rotated = accountsFramework({ accessTokens, secret: [newer, older] });
    expect((await call(rotated, 'POST', `${account}/logout`, {}, headers)).status).to.equal(200);
    expect(await statusUnder([older])).to.equal(401);
  });

  it('ends with POST account/logout, once of 100 calls at once', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const other = await registered(framework);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => call(framework, 'POST', `${account}/logout`, {}, headers)),
    );
    expect(answers.filter(({ status, body }) => status === 200 && body === '{}')).to.have.lengthOf(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(
      new Set(refused.map((answer) => `${answer.status} ${String(answer.json()['errcode'])}`)),
    ).to.deep.equal(new Set(['401 M_UNKNOWN_TOKEN']));
    expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(401);
    expect((await call(framework, 'GET', account, undefined, other)).status).to.equal(200);
  });

  it('may be logged out before the terms are signed, and not without being named', async () => {
    const framework = accountsFramework({ withTerms: true });
    const missing = await call(framework, 'POST', `${account}/logout`, {});
    expect([missing.status, missing.json()['errcode']]).to.deep.equal([401, 'M_UNAUTHORIZED']);
    expect(
      (await call(framework, 'POST', `${account}/logout`, {}, await registered(framework))).status,
    ).to.equal(200);
  });

  it('is in no log line and no record, nor is the OpenID token', async () => {
    const framework = accountsFramework();
    const { authorization } = await registered(framework);
    await call(framework, 'GET', account, undefined, { authorization });
    const lines = JSON.stringify(framework.log);
    expect(lines).not.to.include(authorization.slice(7)).and.not.to.include('openid-of-alice');
  });
});
