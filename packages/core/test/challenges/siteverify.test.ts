import { OperatorError, Siteverify, type SiteverifyOptions } from '@threepid/core';
import { expect } from 'chai';
import { hold, type Held } from '../framework.js';

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
    expect(init?.headers).to.deep.equal({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
  });

  it('knows the public key', () => {
    expect(new Siteverify(service, keys).siteKey).to.equal('public');
  });

  it('gives the codes of the service as the reason, and nothing that is no code', async () => {
    const reasons: readonly (readonly [codes: readonly unknown[], reason: string])[] = [
      [['invalid-input-response'], 'invalid-input-response'],
      [['timeout-or-duplicate', 'a-new-code'], 'timeout-or-duplicate, a-new-code'],
      [
        ['the token abc.def is wrong', 'P1_eyJ0eXAi', 7, null, ['a-code'], 'x'.repeat(500)],
        'the service gives no reason',
      ],
      [['a-code: abc.def', 'abc.def: a-code'], 'the service gives no reason'],
      [[], 'the service gives no reason'],
    ];
    for (const [codes, reason] of reasons)
      expect(await refusing(...codes).ask(form)).to.deep.equal({ kind: 'refused', reason });
    for (const codes of [undefined, 'a-code', { 0: 'a-code' }])
      expect(await answering({ success: false, 'error-codes': codes }).ask(form)).to.deep.equal({
        kind: 'refused',
        reason: 'the service gives no reason',
      });
    const many = await refusing(...Array.from({ length: 20 }, () => 'a-code')).ask(form);
    expect(many).to.have.property('reason').with.length.below(64);
  });

  it('takes a refusal with a client error for a verdict', async () => {
    const body = { success: false, 'error-codes': ['bad-request'] };
    expect(await answering(body, 400).ask(form)).to.deep.equal({ kind: 'refused', reason: 'bad-request' });
  });

  it('accepts only pages of the hosts that are named', async () => {
    const verdictOn = (hostname: unknown) =>
      answering({ success: true, hostname }, 200, { hostnames: ['app.example.org'] }).ask(form);
    expect((await verdictOn('APP.example.org')).kind).to.equal('accepted');
    for (const hostname of ['evil.example', 'app.example.org.evil.example', '', undefined, null, 7])
      expect(await verdictOn(hostname)).to.deep.equal({
        kind: 'refused',
        reason: 'it was solved on the page of another host',
      });
  });

  it('asks about 64 answers at once, and about others as soon as those are judged or have failed', async () => {
    const calls: Held<Response>[] = [];
    const fetch = () => {
      const held = hold<Response>();
      calls.push(held);
      return held.promise;
    };
    const siteverify = new Siteverify(service, { ...keys, fetch });
    for (const [body, kind] of [
      [{ success: true }, 'accepted'],
      [{ success: false, 'error-codes': ['internal-error'] }, 'Widget had an internal error'],
      [{ success: false }, 'refused'],
    ] as const) {
      const asked = Array.from({ length: 66 }, () =>
        siteverify.ask(form).then(
          (verdict) => verdict.kind,
          (error: unknown) => (error instanceof OperatorError ? error.message : String(error)),
        ),
      );
      for (const held of calls.splice(0)) held.resolve(Response.json(body));
      expect(await Promise.all(asked)).to.deep.equal([
        ...Array.from({ length: 64 }, () => kind),
        ...Array.from({ length: 2 }, () => 'Widget is asked about 64 answers at once already'),
      ]);
    }
  });

  describe('does not take, and names without its value,', () => {
    const keyRule = 'must be a string without spaces that is not empty';
    const hostsRule = 'hostnames must be a list of hosts without ports, such as app.example.org';
    const create = (options: object) => () => new Siteverify(service, { ...keys, ...options });

    for (const name of ['siteKey', 'secret'])
      it(`a key that was copied carelessly: ${name}`, () => {
        for (const value of ['', ' key', 'key ', 'a key', 'key\n', 'schlüssel', undefined, 7, ['key']])
          expect(create({ [name]: value }))
            .to.throw(TypeError)
            .with.property('message', `${name} ${keyRule}`);
        expect(create({ [name]: '!~' })).not.to.throw();
      });

    it('hosts that no page can have', () => {
      for (const hostnames of [
        [],
        'app.example.org',
        { length: 1, 0: 'app.example.org' },
        ['app.example.org:443'],
        ['https://app.example.org'],
        ['app.example.org/'],
        [' app.example.org'],
        ['app.example.org', ''],
        ['app.example.org', undefined],
        [['app.example.org']],
      ])
        expect(create({ hostnames }), JSON.stringify(hostnames))
          .to.throw(TypeError)
          .with.property('message', hostsRule);
      expect(create({ hostnames: ['APP-1.example.org', 'localhost'] })).not.to.throw();
    });

    it('a URL that is none, or over which the secret could be read', () => {
      for (const [url, rule] of [
        ['widget.example.org', 'must be an absolute http(s) URL'],
        ['http://widget.example.org/siteverify', 'must be https, or http on a loopback host'],
      ])
        expect(create({ url }))
          .to.throw(TypeError, `url ${rule}`)
          .with.nested.property('cause.message', rule);
      for (const url of ['https://proxy.example.org/', new URL('http://127.0.0.1:8080/siteverify')])
        expect(create({ url })).not.to.throw();
    });

    it('a time limit that is no whole number of milliseconds', () => {
      for (const timeoutMs of [0, -1, 0.5, 1.5, NaN, Infinity, '5000', null])
        expect(create({ timeoutMs }))
          .to.throw(TypeError)
          .with.property('message', 'timeoutMs must be a whole number of 1 or more');
      expect(create({ timeoutMs: 1 })).not.to.throw();
    });
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
        [{ success: false, 'error-codes': ['invalid-input-response'] }, 500],
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
