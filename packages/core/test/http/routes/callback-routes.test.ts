import {
  MatrixError,
  StorageUnavailableError,
  type CallbackAnswer,
  type CallbackRequest,
  type DeliveryReceipt,
  type HttpRequest,
  type ProviderCallback,
  type SmsSender,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';
import { recorded, type PortCall } from '../../recorded-port.js';

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

  it('touches no session, limit, balance or budget, whatever it reports', async () => {
    const calls: PortCall[] = [];
    let report: (receipt: DeliveryReceipt) => void = () => undefined;
    let heard = 0;
    const handle = ({ body }: CallbackRequest) => {
      report(JSON.parse(body) as DeliveryReceipt);
      return { status: 204 };
    };
    const sms: SmsSender = {
      ...senderWith([{ name: 'peer', methods: ['POST'], handle }]),
      onReceipt: (listener) => void (report = listener),
    };
    const framework = createFramework({
      sms,
      storage: recorded(new MemorySessionStorage(), calls),
      guard: { prices: { GB: 0.04 }, budgets: { day: 100 } },
      onDeliveryReceipt: () => void (heard += 1),
    });
    const fields = { clientSecret: 'monkeys', country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };
    await framework.threepid.requestToken(fields);
    expect(
      calls.map(({ method }) => method),
      'a message touches them',
    ).to.include('open');
    calls.length = 0;
    for (const state of ['delivered', 'undelivered', 'under-way'] as const)
      for (const to of ['+447400123456', '+447400999998', undefined]) {
        const receipt = { sender: 'peer', messageId: `${state} ${String(to)}`, state, to };
        expect((await call(framework, 'POST', path, receipt)).status).to.equal(204);
      }
    expect([heard, calls]).to.deep.equal([9, []]);
  });

  it('may answer without content, which then has no type', async () => {
    const framework = calledFramework(noContent);
    const request = { method: 'POST', path, query: '', headers: {}, body: '', remoteAddress: undefined };
    expect(await framework.threepid.handle(request)).to.deep.equal({
      status: 204,
      headers: { 'cache-control': 'no-store' },
      body: '',
    });
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

  it('that fails is repeated, whatever its error: its status and its sentence are kept back', async () => {
    for (const error of [
      new StorageUnavailableError('down', { retryAfterMs: 1_000 }),
      new MatrixError('M_UNKNOWN', 'at the host', { status: 500 }),
      new MatrixError('M_UNKNOWN', 'at the host', { status: 503 }),
    ]) {
      const framework = calledFramework(() => Promise.reject(error));
      const { status, body, headers } = await call(framework, 'POST', path, {});
      expect([status, body]).to.deep.equal([500, '{"errcode":"M_UNKNOWN","error":"Internal server error"}']);
      expect(headers).not.to.have.property('retry-after');
      expect(framework.log.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
        'error: a callback failed',
      ]);
    }
  });

  it('whose answer is none has failed', async () => {
    const answers: readonly unknown[] = [{ status: 99 }, { status: 600 }, { status: 204.5 }, {}, undefined];
    for (const answer of answers) {
      const framework = calledFramework(() => answer as CallbackAnswer);
      expect((await call(framework, 'POST', path, {})).status).to.equal(500);
      if (answer === undefined) continue;
      expect(framework.log[0]?.fields)
        .to.have.nested.property('err.message')
        .that.matches(/must answer a status of HTTP, such as \{ status: 204 \}/);
    }
    const framework = calledFramework(() => ({ status: 599 }));
    expect((await call(framework, 'POST', path, {})).status).to.equal(599);
  });

  it('is logged if it is refused, by its status, and not if it is taken', async () => {
    for (const status of [200, 399]) {
      const framework = calledFramework(() => ({ status }));
      await call(framework, 'POST', path, {});
      expect(framework.log).to.deep.equal([]);
    }
    const refused = async (answered: number, body: unknown = {}): Promise<void> => {
      const framework = calledFramework(() => ({ status: answered === 413 ? 204 : answered }));
      const { status } = await call(framework, 'POST', path, body);
      expect(status).to.equal(answered);
      const [line, ...others] = framework.log;
      expect(line).to.deep.include({ level: 'warn', message: 'a callback was refused' });
      expect(line?.fields).to.include({ callback: 'peer', status });
      expect(others).to.deep.equal([]);
    };
    await refused(400);
    await refused(403);
    await refused(413, 'x'.repeat(65_536));
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
