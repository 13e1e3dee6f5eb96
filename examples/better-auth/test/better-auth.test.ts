import { call, RunningExample, runReadme } from '@threepid/example-testing';
import { expect } from 'chai';
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';

describe('the better-auth example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };
  const post = (path: string, body: object) => call(`${example.url}/api/auth${path}`, body);

  /** Of what `fetch` doesn't send. */
  const statusOf = async (options: RequestOptions): Promise<number | undefined> => {
    const sent = request(`${example.url}/api/auth/ok`, options).end();
    const [{ statusCode }] = (await once(sent, 'response')) as [IncomingMessage];
    return statusCode;
  };

  before(async () => {
    example = await RunningExample.start('better-auth', { THREEPID_LOG_LEVEL: 'info' });
  });
  after(() => example.kill());

  it('does what the README says', async () => {
    const answers = (await runReadme('better-auth', example)).map(
      (text) => JSON.parse(text) as Record<string, unknown>,
    );
    const [sent, signedUp, sentAgain, changed, requested, reset, signedIn] = answers;
    expect([sent, sentAgain]).to.deep.equal([{ message: 'code sent' }, { message: 'code sent' }]);
    expect(signedUp?.['user']).to.include({ phoneNumber: '+447700900123', phoneNumberVerified: true });
    const { id } = signedUp?.['user'] as { readonly id: string };
    expect(changed?.['user']).to.include({ id, phoneNumber: '+447700900124' });
    expect([requested, reset]).to.deep.equal([{ status: true }, { status: true }]);
    expect(signedIn?.['user']).to.include({ id, phoneNumber: '+447700900124' });
  });

  it('refuses a wrong code, and a code that was used', async () => {
    const phoneNumber = '07700 900125';
    const from = example.output.length;
    await post('/phone-number/send-otp', { phoneNumber });
    const code = await example.code(from);
    const wrong = await post('/phone-number/verify', {
      phoneNumber,
      code: code === '000000' ? '1' : '000000',
    });
    expect(wrong).to.deep.include({ status: 400, body: { code: 'INVALID_OTP', message: 'Invalid OTP' } });
    expect((await post('/phone-number/verify', { phoneNumber, code })).status).to.equal(200);
    expect((await post('/phone-number/verify', { phoneNumber, code })).status).to.equal(400);
  });

  it('counts callers by their connection, whatever address they claim', async () => {
    const url = `${example.url}/api/auth/phone-number/send-otp`;
    for (let index = 0; index < 25; index += 1) {
      const headers = {
        'content-type': 'application/json',
        'x-forwarded-for': `203.${String(index)}.113.7`,
        'x-client-address': `198.${String(index)}.100.7`,
      };
      const body = JSON.stringify({ phoneNumber: `+4474${String(index).padStart(2, '0')}123456` });
      await fetch(url, { method: 'POST', headers, body });
    }
    await example.printed(/"group":"address"/);
  });

  it('refuses requests that are no Request of the web, and goes on', async () => {
    expect(await statusOf({ method: 'TRACE' })).to.equal(400);
    expect(await statusOf({ method: 'POST', headers: { host: 'bad host' } })).to.equal(400);
    expect((await fetch(`${example.url}/api/auth/ok`)).status).to.equal(200);
  });

  it('stops on SIGINT', async () => {
    expect(await example.stop()).to.be.oneOf([0, 130, null]);
  });
});
