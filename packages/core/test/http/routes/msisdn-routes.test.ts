import { StorageUnavailableError, type HttpResponse } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { verificationPage, type VerificationOutcome } from '../../../dist/http/page/verification-page.js';
import { accountsFramework, registered, v2 } from '../../accounts-framework.js';
import { call, createFramework, type TestFramework } from '../../framework.js';

const v1 = '/_matrix/identity/api/v1';
const session = { client_secret: 'a.secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };

describe('the calls for phone numbers', () => {
  it('have their methods alone, and HEAD where nothing is changed', async () => {
    const framework = createFramework();
    for (const [path, allow] of [
      ['/validate/msisdn/requestToken', 'POST, OPTIONS'],
      ['/validate/msisdn/submitToken', 'POST, GET, OPTIONS'],
      ['/3pid/getValidated3pid', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const { status, headers } = await call(framework, 'DELETE', v1 + path);
      expect([status, headers['allow']], path).to.deep.equal([405, allow]);
    }
  });
});

describe('the page for a code that will not do', () => {
  /** Opens a link with this query, on v1 unless told. */
  function open(
    framework: TestFramework,
    query: Readonly<Record<string, string>>,
    { base = v1, headers = {} }: { base?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<HttpResponse> {
    const text = new URLSearchParams({ client_secret: 'a.secret', token: 'wrong', ...query }).toString();
    return call(framework, 'GET', `${base}/validate/msisdn/submitToken?${text}`, undefined, headers);
  }

  async function opened(framework: TestFramework): Promise<string> {
    const answer = await call(framework, 'POST', `${v1}/validate/msisdn/requestToken`, session);
    return String(answer.json()['sid']);
  }

  function expectPage({ status, body }: HttpResponse, wanted: number, outcome: VerificationOutcome): void {
    expect(status).to.equal(wanted);
    expect(body).to.equal(verificationPage(outcome, ['en']).html);
  }

  it('says that it is wrong, and that it has expired', async () => {
    const framework = createFramework();
    const sid = await opened(framework);
    expectPage(await open(framework, { sid }), 400, 'incorrect');
    framework.clock.advance(600_000);
    expectPage(await open(framework, { sid, token: framework.lastCode() }), 400, 'expired');
  });

  it('says that nothing is known of it, and that the link is broken', async () => {
    const framework = createFramework();
    expectPage(await open(framework, { sid: 'unknown' }), 404, 'unknown');
    expectPage(await open(framework, {}), 400, 'invalid');
    expectPage(await open(framework, { sid: 'not one' }), 400, 'invalid');
  });

  it('says that a link is broken that needs an access token, or terms that are agreed to', async () => {
    const framework = accountsFramework({ withTerms: true });
    expectPage(await open(framework, { sid: 'a' }, { base: v2 }), 401, 'invalid');
    const headers = await registered(framework);
    expectPage(await open(framework, { sid: 'a' }, { base: v2, headers }), 403, 'invalid');
  });

  it('says to try again later if the fault is ours', async () => {
    const storage = new MemorySessionStorage();
    storage.submit = () => Promise.reject(new StorageUnavailableError('down'));
    expectPage(await open(createFramework({ storage }), { sid: 'a' }), 503, 'unavailable');
  });
});
