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

describe('the fastify example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('fastify', {
      ...quickPostgres,
      THREEPID_TRUST_PROXY: '127.0.0.1',
      THREEPID_DELEGATES: '192.0.2.1',
      THREEPID_ACCOUNTS: '447400999999=@alice:example.org, +12025550199=@carol:example.org',
    });
  });
  after(() => example.kill());

  it('does what the README says', async () => {
    const printed = await runReadme('express', example);
    expect(printed.at(-1)).to.equal('{"userId":"@bob:example.org","phoneNumbers":["+447700900123"]}');
  });

  it('adds a verified number to an account, once', async () => {
    const bob = await signIn(example.url, '@bob:example.org');
    const session = await verifyNumber(example, 'bobs-secret');
    const account = { userId: '@bob:example.org', phoneNumbers: ['+447700900123'] };
    expect(await addNumber(example.url, bob, session)).to.deep.equal({ status: 200, body: account });

    const again = await addNumber(example.url, bob, session);
    expect(again.status).to.equal(403);
    expect(again.body).to.include({ errcode: 'M_THREEPID_AUTH_FAILED' });
    expect((await call(`${example.url}/account`, undefined, bob)).body).to.deep.equal(account);
  });

  it('does not move a number from one account to another', async () => {
    const mallory = await signIn(example.url, '@mallory:example.org');
    const session = await verifyNumber(example, 'mallorys-secret');
    const refused = await addNumber(example.url, mallory, session);
    expect(refused.status).to.equal(400);
    expect(refused.body).to.include({ errcode: 'M_THREEPID_IN_USE' });
  });

  it('adds nothing that was not verified, and nothing without a signed-in user', async () => {
    const bob = await signIn(example.url, '@bob:example.org');
    const unknown = await addNumber(example.url, bob, { sid: 'none', client_secret: 'none' });
    expect(unknown.body).to.include({ errcode: 'M_THREEPID_AUTH_FAILED' });
    expect((await addNumber(example.url, bob, {})).status).to.be.oneOf([400, 403]);
    expect((await addNumber(example.url, 'wrong', {})).status).to.equal(401);
    expect((await call(`${example.url}/account`)).status).to.equal(401);
  });

  it('counts callers by THREEPID_TRUST_PROXY and THREEPID_DELEGATES', async () => {
    const from = (address: string) => Array.from({ length: 4 }, () => address);
    expect(await askFrom(example.url, from('203.0.113.7'), '07400100000')).to.deep.equal([200, 429]);
    expect(
      await askFrom(example.url, ['203.0.113.8', '198.51.100.1, 203.0.113.9'], '07400200000'),
    ).to.deep.equal([200]);
    expect(await askFrom(example.url, from('192.0.2.1'), '07400300000')).to.deep.equal([200]);
  });

  it('knows the accounts of THREEPID_ACCOUNTS, on the homeserver side too', async () => {
    const alice = await signIn(example.url, '@alice:example.org');
    expect((await call(`${example.url}/account`, undefined, alice)).body).to.deep.equal({
      userId: '@alice:example.org',
      phoneNumbers: ['+447400999999'],
    });
    const { body } = await call(`${example.url}/_matrix/client/v3/account/3pid`, undefined, alice);
    expect(body['threepids']).to.have.length(1);
    const taken = await call(`${example.url}/_matrix/client/v3/register/msisdn/requestToken`, {
      client_secret: 'secret',
      country: 'GB',
      phone_number: '07400999999',
      send_attempt: 1,
    });
    expect(taken.body).to.include({ errcode: 'M_THREEPID_IN_USE' });
  });

  it('stops on SIGINT', async () => {
    expect(await example.stop()).to.be.oneOf([0, 130, null]);
  });
});

it('the fastify example refuses invalid settings', async function () {
  this.timeout(120_000);
  const example = RunningExample.spawn('fastify', { THREEPID_ACCOUNTS: 'alice' });
  expect(await example.exit).to.equal(1);
  expect(example.output).to.include('THREEPID_ACCOUNTS: must look like 447400999999=@alice:example.org');
});
