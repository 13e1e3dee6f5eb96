import { createThreepidClient, type ClientFetch } from '@threepid/client';
import { expect } from 'chai';

/** A server whose answers come from other identity servers or their proxies, never from threepid. */
function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const fetch: ClientFetch = () =>
    Promise.resolve({
      status,
      headers: { get: (name) => headers[name] ?? null },
      text: () => Promise.resolve(body),
    });
  return createThreepidClient({ baseUrl: 'http://127.0.0.1', fetch, retryDelaysMs: [] });
}

const number = { phoneNumber: '+447400123456' };
const session = { sid: 'sid', clientSecret: 'secret' };

describe('the client, against other servers', () => {
  it('works without msisdn and intl_fmt', async () => {
    const result = await answering(200, '{"sid":"1"}').request(number);
    expect(result.ok && result.session).to.include({ sid: '1', msisdn: undefined, international: undefined });
  });

  it('treats success: false as a wrong code', async () => {
    const result = await answering(200, '{"success":false}').submit(session, '000000');
    expect(result).to.deep.include({ ok: false });
    expect(!result.ok && result.error.errcode).to.equal('M_TOKEN_INCORRECT');
  });

  it('reads Retry-After if there is no retry_after_ms', async () => {
    const result = await answering(429, '{"errcode":"M_LIMIT_EXCEEDED"}', { 'retry-after': '7' }).request(
      number,
    );
    expect(!result.ok && result.error).to.include({ errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 7_000 });
  });

  it('treats any 429 as a limit, without making up a time', async () => {
    const date = { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' };
    const result = await answering(429, '<html>', date).request(number);
    expect(!result.ok && result.error).to.include({ errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: undefined });
  });

  it('believes no wait that is no time', async () => {
    for (const wait of ['1e999', '1e300', '-1', '"soon"']) {
      const body = `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":${wait}}`;
      const result = await answering(429, body).request(number);
      expect(!result.ok && result.error, wait).to.include({ retryAfterMs: undefined });
    }
    const result = await answering(429, '{}', { 'retry-after': '9'.repeat(400) }).request(number);
    expect(!result.ok && result.error).to.include({ retryAfterMs: undefined });
  });

  it('keeps an errcode that it does not know', async () => {
    const result = await answering(400, '{"errcode":"ORG.EXAMPLE_NO","error":"no"}').request(number);
    expect(!result.ok && result.error).to.deep.equal({
      errcode: 'M_UNKNOWN',
      answered: 'ORG.EXAMPLE_NO',
      status: 400,
      message: 'no',
    });
  });

  for (const body of ['', 'null', '[]', '"text"', '{', '<html>', '{"sid":7}', '{"success":"true"}']) {
    it(`does not take ${JSON.stringify(body)} for a success`, async () => {
      const requested = await answering(200, body).request(number);
      expect(!requested.ok && requested.error.errcode).to.equal('M_UNKNOWN');
      const submitted = await answering(200, body).submit(session, '000000');
      expect(!submitted.ok && submitted.error.errcode).to.equal('M_UNKNOWN');
    });
  }
});
