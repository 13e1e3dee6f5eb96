import { OperatorError, Siteverify, type SiteverifyOptions } from '@threepid/core';
import { expect } from 'chai';

const service = { name: 'Widget', url: 'https://widget.example.org/siteverify' };
const keys = { siteKey: 'public', secret: 'the-secret' };
const form = { response: 'the-token' };

/** A service that answers this to every call. */
function answering(body: unknown, status = 200, options: Partial<SiteverifyOptions> = {}): Siteverify {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fetch = () => Promise.resolve(new Response(text, { status }));
  return new Siteverify(service, { ...keys, fetch, ...options });
}

const refusing = (...codes: readonly unknown[]) => answering({ success: false, 'error-codes': codes });

describe('Siteverify', () => {
  it('posts a form with the secret to the URL of the service, and follows no redirect', async () => {
    const calls: (readonly [url: string, init: RequestInit | undefined])[] = [];
    const fetch: typeof globalThis.fetch = (url, init) => {
      calls.push([url instanceof Request ? url.url : url.toString(), init]);
      return Promise.resolve(Response.json({ success: true, hostname: 'app.example.org' }));
    };
    const verdict = await new Siteverify(service, { ...keys, fetch }).ask(form);
    expect(verdict).to.deep.equal({
      kind: 'accepted',
      fields: { success: true, hostname: 'app.example.org' },
    });
    expect(calls).to.have.length(1);
    const [url, init] = calls[0] ?? [];
    expect(url).to.equal(service.url);
    expect(init).to.include({
      method: 'POST',
      redirect: 'manual',
      body: 'secret=the-secret&response=the-token',
    });
  });

  it('gives the codes of the service as the reason, and nothing that is no code', async () => {
    const reasons: readonly (readonly [codes: readonly unknown[], reason: string])[] = [
      [['invalid-input-response'], 'invalid-input-response'],
      [['timeout-or-duplicate', 'a-new-code'], 'timeout-or-duplicate, a-new-code'],
      [
        ['the token abc.def is wrong', 'P1_eyJ0eXAi', 7, null, 'x'.repeat(500)],
        'the service gives no reason',
      ],
      [[], 'the service gives no reason'],
    ];
    for (const [codes, reason] of reasons)
      expect(await refusing(...codes).ask(form)).to.deep.equal({ kind: 'refused', reason });
    const many = await refusing(...Array.from({ length: 20 }, () => 'a-code')).ask(form);
    expect(many).to.have.property('reason').with.length.below(64);
  });

  it('takes a refusal with a client error for a verdict', async () => {
    const body = { success: false, 'error-codes': ['bad-request'] };
    expect(await answering(body, 400).ask(form)).to.deep.equal({ kind: 'refused', reason: 'bad-request' });
  });

  it('accepts only pages of the hosts that are named', async () => {
    const kindOn = async (hostname: unknown) =>
      (await answering({ success: true, hostname }, 200, { hostnames: ['app.example.org'] }).ask(form)).kind;
    expect(await kindOn('APP.example.org')).to.equal('accepted');
    for (const hostname of ['evil.example', 'app.example.org.evil.example', '', undefined, null, 7])
      expect(await kindOn(hostname)).to.equal('refused');
  });

  describe('rejects, for the operator,', () => {
    const errorOf = (siteverify: Siteverify): Promise<unknown> =>
      siteverify.ask(form).then(
        ({ kind }) => expect.fail(kind),
        (error: unknown) => error,
      );

    it('an answer that is no verdict', async () => {
      const answers: readonly (readonly [body: unknown, status: number])[] = [
        ...[201, 301, 302, 400, 403, 500].map((status) => [{ success: true }, status] as const),
        [{ success: false, 'error-codes': ['invalid-input-response'] }, 302],
        [{ success: false, 'error-codes': ['invalid-input-response'] }, 503],
        [{ success: 'true' }, 200],
        [{ success: 1 }, 200],
        [{}, 200],
        ['null', 200],
        ['<html>', 200],
        ['', 302],
      ];
      for (const [body, status] of answers)
        expect(await errorOf(answering(body, status)))
          .to.be.instanceOf(OperatorError)
          .with.property('message', `Widget answered ${status}, without a verdict`);
    });

    it('keys that the service does not accept, whatever else it says', async () => {
      for (const code of ['missing-input-secret', 'invalid-input-secret', 'sitekey-secret-mismatch'])
        expect(await errorOf(refusing('invalid-input-response', code)))
          .to.be.instanceOf(OperatorError)
          .with.property('message', `Widget rejects its keys (invalid-input-response, ${code})`);
    });

    it('a call that fails, without a word of it', async () => {
      const fetch = () => Promise.reject(new Error('secret=the-secret&response=the-token'));
      expect(await errorOf(answering('', 200, { fetch })))
        .to.be.instanceOf(OperatorError)
        .with.property('message', 'Widget gave no answer: the connection broke off (EUNKNOWN)');
    });
  });
});
