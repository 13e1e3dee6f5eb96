import { askFrom, call, RunningExample, runReadme, verifyNumber } from '@threepid/example-testing';
import { expect } from 'chai';

describe('the next-pages example', function () {
  this.timeout(240_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('next-pages', {
      THREEPID_TRUST_PROXY: '127.0.0.1',
      THREEPID_DELEGATES: '192.0.2.1',
      THREEPID_ACCOUNTS: '447400999999=@alice:example.org',
    });
  });
  after(() => example.kill());

  it('does what the README says', async () => {
    expect((await runReadme('next-pages', example)).at(-1)).to.match(/\{"phoneNumber":"\+447700900123"\}$/);
  });

  it('verifies a number with its API routes, and accepts it once', async () => {
    const session = await verifyNumber(example, 'a-secret');
    const taken = await call(`${example.url}/api/phone-number`, session);
    expect(taken).to.deep.equal({ status: 200, body: { phoneNumber: '+447700900123' } });
    const again = await call(`${example.url}/api/phone-number`, session);
    expect(again.status).to.equal(404);
    expect(again.body).to.include({ errcode: 'M_NO_VALID_SESSION' });
  });

  it('accepts nothing that was not verified', async () => {
    const unknown = await call(`${example.url}/api/phone-number`, { sid: 'none', client_secret: 'none' });
    expect(unknown.body).to.include({ errcode: 'M_NO_VALID_SESSION' });
    expect((await fetch(`${example.url}/api/phone-number`)).status).to.equal(405);
  });

  it('counts callers by THREEPID_TRUST_PROXY and THREEPID_DELEGATES', async () => {
    const from = (address: string) => Array.from({ length: 4 }, () => address);
    expect(await askFrom(example.url, from('203.0.113.7'), '07400100000')).to.deep.equal([200, 429]);
    expect(
      await askFrom(example.url, ['203.0.113.8', '198.51.100.1, 203.0.113.9'], '07400200000'),
    ).to.deep.equal([200]);
    expect(await askFrom(example.url, from('192.0.2.1'), '07400300000')).to.deep.equal([200]);
  });

  it('knows the accounts of THREEPID_ACCOUNTS', async () => {
    const taken = await call(`${example.url}/_matrix/client/v3/register/msisdn/requestToken`, {
      client_secret: 'secret',
      country: 'GB',
      phone_number: '07400999999',
      send_attempt: 1,
    });
    expect(taken.body).to.include({ errcode: 'M_THREEPID_IN_USE' });
  });

  it('has a page', async () => {
    expect(await (await fetch(example.url)).text()).to.include('<h1>threepid on the Pages Router</h1>');
  });
});
