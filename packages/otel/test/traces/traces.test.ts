import { expect } from 'chai';
import { context, createContextKey, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { createThreepid, type HttpRequest, type SmsSender, type Threepid } from '@threepid/core';
import { createTelemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, refused } from '../fakes.js';
import { TestTraces } from '../sdk.js';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const asked = {
  client_secret: 'a.client.secret',
  country: 'GB',
  phone_number: '07400 123456',
  send_attempt: 1,
};

function request(parts: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', path, query: '', headers: {}, body: asked, remoteAddress: '192.0.2.1', ...parts };
}

describe('traces', () => {
  let traces: TestTraces;
  let storage: MemorySessionStorage;

  beforeEach(() => {
    traces = new TestTraces();
    storage = new MemorySessionStorage();
  });

  afterEach(() => {
    traces.end();
  });

  function framework(sms: SmsSender = new AnsweringSender('main'), options: object = {}): Threepid {
    const telemetry = createTelemetry();
    const secret = 'a secret for a test, of a good length';
    return telemetry.observe(createThreepid(telemetry.options({ secret, storage, sms, ...options })));
  }

  it('have a server span a request, with its steps below it', async () => {
    await framework().handle(request());
    expect(traces.paths).to.deep.equal(
      ['charge balances', 'list blocks', 'open sessions', 'reserve spending', 'send main', 'settle sessions']
        .map((step) => `POST ${path} > ${step}`)
        .concat(`POST ${path}`)
        .sort(),
    );
    const { kind, attributes, status } = traces.span(`POST ${path}`);
    expect(kind).to.equal(SpanKind.SERVER);
    expect(status).to.deep.equal({ code: SpanStatusCode.UNSET });
    expect(attributes).to.deep.equal({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'http.route': path,
      'url.path': path,
    });
  });

  it('describe a step of a storage and an exchange', async () => {
    await framework().handle(request());
    const open = traces.span('open sessions');
    expect(open.kind).to.equal(SpanKind.CLIENT);
    expect(open.attributes).to.deep.equal({
      'db.system.name': 'memory',
      'db.operation.name': 'open',
      'db.collection.name': 'sessions',
    });
    const send = traces.span('send main');
    expect(send.kind).to.equal(SpanKind.CLIENT);
    expect(send.attributes).to.deep.equal({
      'threepid.provider': 'main',
      'threepid.channel': 'sms',
      'threepid.country': 'GB',
      'threepid.result': 'sent',
    });
  });

  it('continue the trace of the caller', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await framework().handle(request({ headers: { traceparent } }));
    const span = traces.span(`POST ${path}`);
    expect(span.spanContext().traceId).to.equal('0af7651916cd43dd8448eb211c80319c');
    expect(span.parentSpanContext?.spanId).to.equal('b7ad6b7169203331');
  });

  it('have an internal span below the one that the host has started, and tell it the route', async () => {
    const metadata: { type: number; route?: string } = { type: 0 };
    const key = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await traces.within('POST of the host', () =>
      context.with(context.active().setValue(key, metadata), () =>
        framework().handle(request({ headers: { traceparent } })),
      ),
    );
    const span = traces.span(`POST ${path}`);
    expect(span.kind).to.equal(SpanKind.INTERNAL);
    expect(span.attributes).to.deep.equal({ 'http.route': path });
    expect(traces.paths).to.include(`POST of the host > POST ${path} > open sessions`);
    expect(metadata.route).to.equal(path);
  });

  it('have a server span below a span of the caller, which a host has only read from the headers', async () => {
    const metadata: { route?: string } = {};
    const key = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
    const remote = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    };
    const within = trace.setSpanContext(context.active(), remote).setValue(key, metadata);
    await context.with(within, () => framework().handle(request()));
    expect(traces.span(`POST ${path}`).kind).to.equal(SpanKind.SERVER);
    expect(metadata).to.deep.equal({});
  });

  it('name no path that no route has: it may have anything in it', async () => {
    await framework().handle(request({ path: '/_matrix/identity/api/v1/447400123456' }));
    expect(traces.span('POST').attributes).to.deep.equal({
      'http.request.method': 'POST',
      'http.response.status_code': 404,
      'threepid.errcode': 'M_UNRECOGNIZED',
      'url.path': 'REDACTED',
    });
  });

  it('have the steps of a use case below the span that is active', async () => {
    await traces.within('sign-up', () =>
      framework().requestToken({
        phoneNumber: '+447400123456',
        country: '',
        clientSecret: 'a.client.secret',
      }),
    );
    expect(traces.paths).to.include.members(['sign-up > open sessions', 'sign-up > send main']);
  });

  it('have no root spans for steps of nothing', async () => {
    await framework().requestToken({
      phoneNumber: '+447400123456',
      country: '',
      clientSecret: 'a.client.secret',
    });
    expect(traces.paths).to.deep.equal([]);
  });

  it('follow a caller that records nothing', async () => {
    await framework().handle(
      request({ headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' } }),
    );
    traces.end();
    traces = new TestTraces(new AlwaysOffSampler());
    let active: string | undefined;
    const sender = new AnsweringSender('main', () => {
      active = trace.getActiveSpan()?.spanContext().traceId;
      return Promise.resolve({ kind: 'sent', messageId: 'id-1' });
    });
    await framework(sender).handle(request({ body: { ...asked, send_attempt: 2 } }));
    expect(active).to.match(/^[0-9a-f]{32}$/);
    expect(traces.paths).to.deep.equal([]);
  });

  it('name an error by its type alone', async () => {
    await framework(new AnsweringSender('main', () => Promise.resolve(refused))).handle(request());
    const { attributes, events, status } = traces.span('send main');
    expect(attributes).to.include({ 'threepid.result': 'refused', 'error.type': 'Error' });
    expect(status).to.deep.equal({ code: SpanStatusCode.ERROR });
    expect(events.map(({ name, attributes: parts }) => [name, parts])).to.deep.equal([
      ['exception', { 'exception.type': 'Error' }],
    ]);
  });

  it('mark a request as failed if the server failed, and not if the caller did', async () => {
    const threepid = framework();
    await threepid.handle(request({ body: {} }));
    storage.open = () => Promise.reject(new TypeError('down: +447400123456'));
    await threepid.handle(request());
    const [wrong, failed] = traces.spans.filter(({ kind }) => kind === SpanKind.SERVER);
    expect(wrong?.status.code).to.equal(SpanStatusCode.UNSET);
    expect(wrong?.attributes).to.include({ 'threepid.errcode': 'M_MISSING_PARAMS' });
    expect(wrong?.attributes).to.not.have.property('error.type');
    expect(failed?.status.code).to.equal(SpanStatusCode.ERROR);
    expect(failed?.attributes).to.include({ 'error.type': '500', 'http.response.status_code': 500 });
    expect(traces.span('open sessions').attributes).to.include({ 'error.type': 'TypeError' });
  });

  it("leave the host's own requests alone", async () => {
    expect(await framework().handle(request({ path: '/echo' }))).to.equal(undefined);
    expect(traces.paths).to.deep.equal([]);
  });

  it('have no number, code, session, secret or address in them', async () => {
    const sender = new AnsweringSender('main', () => Promise.reject(new Error('+447400123456')));
    const threepid = framework(sender, { identityV1: { pathPrefix: '/hard-to-guess' } });
    const prefixed = `/hard-to-guess${path}`;
    await threepid.handle(request({ path: prefixed }));
    sender.answer = () => Promise.resolve({ kind: 'sent', messageId: '447400123456' });
    const opened = await threepid.handle(
      request({ path: prefixed, headers: { 'user-agent': '07400123456' } }),
    );
    const { sid } = JSON.parse(opened?.body ?? '') as { sid: string };
    const { code = '' } = sender.asked.at(-1) ?? {};
    const submit = prefixed.replace('requestToken', 'submitToken');
    const query = `sid=${sid}&client_secret=a.client.secret&token=${code}`;
    await threepid.handle(request({ method: 'GET', path: submit, query, body: undefined }));
    await threepid.handle(request({ path: '/_matrix/identity/v2/447400123456' }));
    await threepid.handle(request({ method: '447400123456', path: submit }));
    expect(traces.spans).to.have.length.above(8);
    const told = JSON.stringify(
      traces.spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    for (const secret of ['7400', code, sid, 'a.client.secret', 'hard-to-guess', '192.0.2.1'])
      expect(told, secret).to.not.include(secret);
  });
});

describe('telemetry without an SDK', () => {
  it('changes nothing', () => {
    const options = {
      secret: 'a secret for a test, of a good length',
      storage: new MemorySessionStorage(),
      sms: new AnsweringSender('main'),
    };
    const telemetry = createTelemetry();
    const threepid = createThreepid(options);
    expect(telemetry.options(options)).to.equal(options);
    expect(telemetry.observe(threepid)).to.equal(threepid);
    expect(telemetry.sender(options.sms)).to.equal(options.sms);
    expect(telemetry.storage(options.storage)).to.equal(options.storage);
  });
});
