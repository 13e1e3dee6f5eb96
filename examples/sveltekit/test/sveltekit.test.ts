import { call, RunningExample, verifyNumber } from '@threepid/example-testing';
import { expect } from 'chai';

// test/fetch has the contract over these hooks, in a production build.
describe('the sveltekit example, in development', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('sveltekit', {
      THREEPID_ACCOUNTS: '447400999999=@alice:example.org',
    });
  });
  after(() => example.kill());

  /** Sends a form of the page, as a browser without JavaScript does. */
  async function send(
    action: string,
    fields: Readonly<Record<string, string>>,
    cookie = '',
  ): Promise<Response> {
    const headers = { cookie, origin: example.url, accept: 'text/html' };
    const body = new URLSearchParams(fields);
    return fetch(`${example.url}/?/${action}`, { method: 'POST', headers, body });
  }

  async function signIn(user: string): Promise<string> {
    const response = await send('signIn', { user });
    expect(response.status).to.equal(200);
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  it('adds a verified number to the account that is signed in, once', async () => {
    const bob = await signIn('bob');
    const session = await verifyNumber(example, 'bobs-secret');
    const fields = { phone_sid: session.sid, phone_client_secret: session.client_secret };
    expect(await (await send('addPhoneNumber', fields, bob)).text()).to.include('+447700900123 is yours.');

    const again = await send('addPhoneNumber', fields, bob);
    expect(again.status).to.equal(403);
    const page = await fetch(example.url, { headers: { cookie: await signIn('mallory') } });
    expect(await page.text()).to.not.include('is yours');
  });

  it('adds nothing that was not verified, and nothing without a signed-in user', async () => {
    const fields = { phone_sid: 'none', phone_client_secret: 'none' };
    expect(await (await send('addPhoneNumber', fields)).text()).to.include('Sign in');
    const page = await (await send('addPhoneNumber', fields, await signIn('carol'))).text();
    expect(page).to.include('You are @carol:example.org').and.to.not.include('is yours');
  });

  it('knows the accounts of THREEPID_ACCOUNTS', async () => {
    const page = await fetch(example.url, { headers: { cookie: await signIn('alice') } });
    expect(await page.text()).to.include('+447400999999 is yours.');
  });

  it('leaves other paths to the app', async () => {
    expect((await fetch(`${example.url}/_matrix/client/versions`)).status).to.equal(404);
    expect((await call(`${example.url}/_matrix/identity/nothing`)).body).to.include({
      errcode: 'M_UNRECOGNIZED',
    });
  });
});
