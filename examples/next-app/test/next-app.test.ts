import { call, RunningExample, verifyNumber } from '@threepid/example-testing';
import { expect } from 'chai';

// test/browser tests the page itself, in its production build.
describe('the next-app example, in development', function () {
  this.timeout(240_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('next-app', {
      THREEPID_ACCOUNTS: '447400999999=@alice:example.org',
    });
  });
  after(() => example.kill());

  it('shows its page in the browser’s language', async () => {
    const page = await (await fetch(example.url, { headers: { 'accept-language': 'fr-CA' } })).text();
    expect(page).to.include('<html lang="fr-CA">').and.to.include('+1, Canada. Changer de pays');
  });

  it('verifies a number, and shows the message in its inbox', async () => {
    await verifyNumber(example, 'a-secret');
    const { messages } = (await call(`${example.url}/_threepid/inbox/messages`)).body as {
      messages: readonly { readonly to: string; readonly code: string }[];
    };
    expect(messages.map(({ to }) => to)).to.deep.equal(['+447700900123']);
    const page = await (await fetch(`${example.url}/_threepid/inbox`)).text();
    expect(page).to.include(messages[0]?.code);
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
});
