import {
  addNumber,
  askFrom,
  call,
  quickPostgres,
  RunningExample,
  runReadme,
  signIn,
  verifyNumber,
} from '@threepid/example-testing';
import { expect } from 'chai';

describe('the nestjs example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('nestjs', {
      ...quickPostgres,
      THREEPID_TRUST_PROXY: '127.0.0.1',
      THREEPID_ACCOUNTS: '447400999999=@alice:example.org',
    });
  });
  after(() => example.kill());

  it('does what the README says', async () => {
    const printed = await runReadme('express', example);
    expect(printed.at(-1)).to.equal('{"userId":"@bob:example.org","phoneNumbers":["+447700900123"]}');
  });

  it('adds a verified number to an account, once, and to no other', async () => {
    const bob = await signIn(example.url, '@bob:example.org');
    const session = await verifyNumber(example, 'bobs-secret');
    const account = { userId: '@bob:example.org', phoneNumbers: ['+447700900123'] };
    expect(await addNumber(example.url, bob, session)).to.deep.equal({ status: 200, body: account });

    const again = await addNumber(example.url, bob, session);
    expect(again.status).to.equal(403);
    expect(again.body).to.include({ errcode: 'M_THREEPID_AUTH_FAILED' });

    const mallory = await signIn(example.url, '@mallory:example.org');
    const refused = await addNumber(example.url, mallory, await verifyNumber(example, 'mallorys-secret'));
    expect(refused.body).to.include({ errcode: 'M_THREEPID_IN_USE' });
  });

  it('adds nothing without a signed-in user', async () => {
    expect((await addNumber(example.url, 'wrong', {})).status).to.equal(401);
    expect((await call(`${example.url}/account`)).status).to.equal(401);
    expect((await call(`${example.url}/sign-in`, { user: 1 })).status).to.equal(400);
  });

  it('counts callers by THREEPID_TRUST_PROXY', async () => {
    const from = (address: string) => Array.from({ length: 4 }, () => address);
    expect(await askFrom(example.url, from('203.0.113.7'), '07400100000')).to.deep.equal([200, 429]);
    expect(await askFrom(example.url, ['203.0.113.8'], '07400200000')).to.deep.equal([200]);
  });

  it('knows the accounts of THREEPID_ACCOUNTS, on the homeserver side too', async () => {
    const alice = await signIn(example.url, '@alice:example.org');
    expect((await call(`${example.url}/account`, undefined, alice)).body).to.deep.equal({
      userId: '@alice:example.org',
      phoneNumbers: ['+447400999999'],
    });
    const { body } = await call(`${example.url}/_matrix/client/v3/account/3pid`, undefined, alice);
    expect(body['threepids']).to.have.length(1);
  });

  it('stops on SIGINT', async () => {
    expect(await example.stop()).to.be.oneOf([0, 130, null]);
  });
});
