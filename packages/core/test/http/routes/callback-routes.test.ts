import type {
  CallbackAnswer,
  CallbackRequest,
  HttpRequest,
  ProviderCallback,
  SmsSender,
} from '@threepid/core';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';

const path = '/_threepid/callbacks/peer';

/** A framework whose sender has a callback, and what that was called with. */
function calledFramework(
  answer: () => CallbackAnswer | Promise<CallbackAnswer>,
  more: Partial<ProviderCallback> = {},
) {
  const requests: CallbackRequest[] = [];
  const handle = (request: CallbackRequest) => {
    requests.push(request);
    return answer();
  };
  const framework = createFramework({
    sms: senderWith([{ name: 'peer', methods: ['POST'], handle, ...more }]),
  });
  return { ...framework, requests };
}

function senderWith(callbacks: readonly ProviderCallback[], name = 'peer'): SmsSender {
  return { name, callbacks, send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }) };
}

const noContent = () => ({ status: 204 });

const linesOf = ({ log }: Pick<TestFramework, 'log'>) =>
  log.map(({ level, fields, message }) => [level, message, fields['callback'], fields['leftOut']]);

describe('a callback of a provider', () => {
  it('gets the call as it came, and its answer goes back', async () => {
    const framework = calledFramework(() => ({ status: 202, body: 'thank you' }));
    const request: HttpRequest = {
      method: 'POST',
      path,
      query: 'a=%2F',
      headers: { 'x-signature': 'abc', origin: 'https://evil.example' },
      body: Buffer.from('{ "id": 1 }'),
      remoteAddress: '192.0.2.1',
    };
    expect(await framework.threepid.handle(request)).to.deep.equal({
      status: 202,
      headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
      body: 'thank you',
    });
    const { method, query, headers } = request;
    expect(framework.requests).to.deep.equal([{ method, query, headers, body: '{ "id": 1 }' }]);
  });

  it('may answer another type of content', async () => {
    const body = '<Response/>';
    const framework = calledFramework(() => ({ status: 200, body, contentType: 'text/xml' }));
    const answer = await call(framework, 'POST', path, {});
    expect(answer.headers).to.include({ 'content-type': 'text/xml' });
  });

  it('is claimed with its path, so that every adapter serves it', () => {
    const { threepid } = calledFramework(noContent);
    expect(threepid.claims).to.deep.include({ path, methods: undefined });
    expect(
      createFramework()
        .threepid.claims.map((claim) => claim.path)
        .join(),
    ).not.to.contain('callbacks');
  });

  it('has its methods alone, and no CORS', async () => {
    const framework = calledFramework(noContent);
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS']) {
      const { status, headers } = await call(framework, method, path, undefined, {
        origin: 'https://a.example',
      });
      expect({ method, status, allow: headers['allow'] }).to.deep.equal({
        method,
        status: 405,
        allow: 'POST',
      });
      expect(Object.keys(headers).join()).not.to.contain('access-control');
    }
    expect(framework.requests).to.deep.equal([]);
  });

  it('of another name is not ours', async () => {
    const { threepid } = calledFramework(noContent);
    for (const other of ['/_threepid/callbacks/other', '/_threepid/callbacks', `${path}/`]) {
      const request = {
        method: 'POST',
        path: other,
        query: '',
        headers: {},
        body: '',
        remoteAddress: undefined,
      };
      expect(await threepid.handle(request)).to.equal(undefined);
    }
  });

  it('that fails is answered without detail, and logged now and then', async () => {
    const framework = calledFramework(() => {
      throw new Error('token of the account: hunter2');
    });
    for (let count = 0; count < 100; count += 1) {
      const { status, body } = await call(framework, 'POST', path, {});
      expect(status).to.equal(500);
      expect(body).not.to.contain('hunter2');
    }
    framework.clock.advance(10_000);
    await call(framework, 'POST', path, {});
    expect(linesOf(framework)).to.deep.equal([
      ['error', 'a callback failed', 'peer', undefined],
      ['error', 'a callback failed', 'peer', 99],
    ]);
    expect(JSON.stringify(framework.log)).not.to.contain('hunter2');
  });

  it('whose answer is none has failed', async () => {
    const answers: readonly unknown[] = [undefined, {}, { status: 99 }, { status: 204.5 }];
    for (const answer of answers) {
      const framework = calledFramework(() => answer as CallbackAnswer);
      expect((await call(framework, 'POST', path, {})).status).to.equal(500);
    }
  });

  it('that is forged or too large is logged now and then, whoever floods it', async () => {
    const framework = calledFramework(() => Promise.resolve({ status: 403 }));
    for (let count = 0; count < 50; count += 1) {
      expect((await call(framework, 'POST', path, {})).status).to.equal(403);
      expect((await call(framework, 'POST', path, 'x'.repeat(65_536))).status).to.equal(413);
    }
    expect(framework.requests).to.have.length(50);
    expect(linesOf(framework)).to.deep.equal([['warn', 'a callback was refused', 'peer', undefined]]);
  });

  it('whose JSON the host has parsed says what to do', async () => {
    const framework = calledFramework(noContent);
    const request = {
      method: 'POST',
      path,
      query: '',
      headers: { 'content-type': 'application/json' },
      body: { id: 1 },
      remoteAddress: undefined,
    };
    expect((await framework.threepid.handle(request))?.status).to.equal(500);
    expect(framework.log[0]?.fields)
      .to.have.nested.property('err.message')
      .that.contains('before your body parser');
  });

  it('has a name of its own, also at a sender for test numbers', () => {
    const named = (name: string): ProviderCallback => ({ name, methods: ['POST'], handle: noContent });
    const withBoth = (a: string, b: string) => () =>
      createFramework({ sms: senderWith([named(a)]), testSms: senderWith([named(b)], 'other') });
    expect(withBoth('a', 'b')).not.to.throw();
    expect(withBoth('a', 'a')).to.throw(TypeError, "threepid: two senders have a callback named 'a'");
    for (const name of ['', 'A', 'a/b', '..', 'x'.repeat(65)])
      expect(withBoth(name, 'b')).to.throw(TypeError, 'needs a name of 1 to 64 characters');
    expect(() =>
      createFramework({
        sms: senderWith([named('a')]),
        channels: { whatsapp: senderWith([named('a')], 'whatsapp') },
      }),
    ).to.throw(TypeError, "two senders have a callback named 'a'");
    const both = senderWith([named('a')]);
    expect(() => createFramework({ sms: both, testSms: both })).not.to.throw();
  });
});
