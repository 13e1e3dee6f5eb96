import {
  addressLost,
  createCors,
  type HttpRequest,
  type HttpResponse,
  MatrixError,
  remoteAddressOf,
  silentLogger,
  splitTarget,
  StorageUnavailableError,
  systemClock,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { OverloadedError } from '../../../dist/errors/overloaded-error.js';
import { RaisedEvents } from '../../../dist/events/raised-events.js';
import { jsonResponse } from '../../../dist/http/response/json-response.js';
import { createRouter } from '../../../dist/http/routing/router.js';
import { HeardEvents } from '../../events/heard-events.js';
import { call, createFramework, recordingLogger, TestClock, type LogLine } from '../../framework.js';

/** What a router needs, if nobody looks at it. */
const quiet = { logger: silentLogger, clock: systemClock, cors: createCors() };

const request = (method: string, path: string): HttpRequest => ({
  method,
  path,
  query: '',
  headers: {},
  body: undefined,
  remoteAddress: undefined,
});

describe('the router', () => {
  const answer = () => Promise.resolve(jsonResponse(200, { ok: true }));
  const router = createRouter(
    [
      { method: 'GET', path: '/_matrix/identity/x', safe: true, handle: answer },
      { method: 'POST', path: '/_matrix/identity/y', safe: false, handle: answer },
      { method: 'GET', path: '/_matrix/client/own', safe: true, handle: answer },
      { method: 'GET', path: '/_matrix/client/shared', safe: true, shared: true, handle: answer },
    ],
    quiet,
  );
  const statusOf = async (method: string, path: string) =>
    (await router.handle(request(method, path)))?.status;

  it('answers its routes, and HEAD of those that change nothing', async () => {
    expect(await statusOf('GET', '/_matrix/identity/x')).to.equal(200);
    expect((await router.handle(request('HEAD', '/_matrix/identity/x')))?.body).to.equal('');
    expect(await statusOf('POST', '/_matrix/identity/y')).to.equal(200);
    expect(await statusOf('HEAD', '/_matrix/identity/y')).to.equal(405);
  });

  it('answers in JSON that no cache may keep', async () => {
    for (const path of ['/_matrix/identity/x', '/_matrix/identity/none']) {
      const response = await router.handle(request('GET', path));
      expect(response?.headers).to.include({
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
    }
  });

  it('answers OPTIONS of its paths with the headers of CORS', async () => {
    const response = await router.handle(request('OPTIONS', '/_matrix/identity/y'));
    expect(response?.status).to.equal(204);
    expect(response?.headers).to.include({ 'access-control-allow-origin': '*' });
    expect(response?.body).to.equal('');
  });

  it('answers 404 to other identity paths and 405 to other methods, in JSON, with CORS', async () => {
    const unknown = await router.handle(request('GET', '/_matrix/identity/z'));
    expect(unknown).to.deep.include({ status: 404 });
    expect(JSON.parse(unknown?.body ?? '')).to.deep.equal({
      errcode: 'M_UNRECOGNIZED',
      error: 'Unrecognized request',
    });
    const wrong = await router.handle(request('DELETE', '/_matrix/identity/x'));
    expect(wrong).to.deep.include({ status: 405 });
    expect(wrong?.headers).to.include({ allow: 'GET, HEAD, OPTIONS', 'access-control-allow-origin': '*' });
    expect(JSON.parse(wrong?.body ?? '')).to.deep.equal({
      errcode: 'M_UNRECOGNIZED',
      error: 'Unrecognized request method',
    });
  });

  it('leaves all else to the host', async () => {
    const others = [
      ['GET', '/'],
      ['GET', '/_matrix/identity'],
      ['GET', '/_matrix/client/other'],
      ['POST', '/_matrix/client/shared'],
    ] as const;
    for (const [method, path] of others) expect(await statusOf(method, path)).to.equal(undefined);
  });

  it('takes several slashes before _matrix for one, and none elsewhere', async () => {
    expect(await statusOf('GET', '//_matrix/identity/x')).to.equal(200);
    expect(await statusOf('GET', `${'/'.repeat(9)}_matrix/client/own`)).to.equal(200);
    expect(await statusOf('GET', '//_matrix/identity/z')).to.equal(404);
    expect(await statusOf('GET', '//_matrix/client/other')).to.equal(undefined);
    expect(await statusOf('POST', '//_matrix/client/shared')).to.equal(undefined);
    expect(await statusOf('GET', '/_matrix//identity/x')).to.equal(undefined);
    expect(await statusOf('GET', '/_matrix/identity//x')).to.equal(404);
    expect(await statusOf('GET', '/a//_matrix/identity/x')).to.equal(undefined);
  });

  it('reads a path of slashes in no time', async () => {
    const path = `${'/'.repeat(1_000_000)}x/_matrix/identity/x`;
    expect(await statusOf('GET', path)).to.equal(undefined);
    expect(splitTarget(`http://example.org//_matrix/x?a=//_matrix/`)).to.deep.equal({
      path: '/_matrix/x',
      query: 'a=//_matrix/',
    });
  });

  it('claims what it answers', () => {
    expect(router.claims).to.deep.equal([
      { path: '/_matrix/identity/*', methods: undefined },
      { path: '/_matrix/client/own', methods: undefined },
      { path: '/_matrix/client/shared', methods: ['GET', 'HEAD', 'OPTIONS'] },
    ]);
  });
});

describe('a path with routes of ours and methods of the host', () => {
  const path = '/_matrix/client/mixed';
  const handle = () => Promise.resolve(jsonResponse(200, {}));
  const router = createRouter(
    [
      { method: 'GET', path, safe: true, shared: true, handle },
      { method: 'POST', path, safe: false, shared: false, handle },
    ],
    quiet,
  );

  it('is shared by one route that is, and claimed by its methods', () => {
    expect(router.claims).to.deep.include({ path, methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] });
  });

  it('leaves the other methods to the host', async () => {
    expect((await router.handle(request('POST', path)))?.status).to.equal(200);
    expect(await router.handle(request('PUT', path))).to.equal(undefined);
  });

  it('is all ours where no route is shared, whether or not that is said', async () => {
    const path = '/_matrix/client/ours';
    const ours = createRouter(
      [
        { method: 'GET', path, safe: true, shared: false, handle },
        { method: 'POST', path, safe: false, handle },
      ],
      quiet,
    );
    expect(ours.claims).to.deep.include({ path, methods: undefined });
    expect((await ours.handle(request('PUT', path)))?.status).to.equal(405);
  });
});

describe('a path that servers call', () => {
  const path = '/_threepid/call';
  const handle = () => Promise.resolve(jsonResponse(200, {}));
  const router = createRouter(
    [
      { method: 'POST', path, safe: false, forServers: true, handle },
      { method: 'GET', path, safe: true, handle },
    ],
    quiet,
  );

  it('has no CORS, even if it is said of one of its methods alone', async () => {
    for (const [method, status] of [
      ['POST', 200],
      ['GET', 200],
      ['OPTIONS', 405],
    ] as const) {
      const response = await router.handle(request(method, path));
      expect(response?.status, method).to.equal(status);
      expect(Object.keys(response?.headers ?? {}).join(), method).not.to.include('access-control');
    }
    const refused = await router.handle(request('OPTIONS', path));
    expect(refused?.headers['allow']).to.equal('POST, GET, HEAD');
  });

  it('is another than those that web pages call, and those that are none', async () => {
    for (const path of ['/_matrix/identity/x', '/_matrix/identity/none']) {
      const other = createRouter([{ method: 'GET', path: '/_matrix/identity/x', safe: true, handle }], quiet);
      const preflight = await other.handle(request('OPTIONS', path));
      expect(preflight?.status, path).to.equal(204);
      expect(preflight?.headers, path).to.include({ 'access-control-allow-origin': '*' });
    }
  });
});

describe('the time of an answer', () => {
  it('is that between the request and its answer, and never less than none', async () => {
    const clock = new TestClock();
    const heard = new HeardEvents();
    const events = new RaisedEvents(heard, clock, silentLogger);
    for (const passing of [700, -700]) {
      const handle = () => {
        clock.advance(passing);
        return Promise.resolve(jsonResponse(200, {}));
      };
      const path = '/_matrix/identity/x';
      const router = createRouter([{ method: 'GET', path, safe: true, handle }], { ...quiet, clock, events });
      await router.handle(request('GET', path));
    }
    expect(heard.of('answered').map(({ durationMs }) => durationMs)).to.deep.equal([700, 0]);
  });
});

describe('the log of a request that fails', () => {
  const path = '/_matrix/identity/x';
  const cases: readonly (readonly [number, string, string])[] = [
    [400, 'debug', 'request refused'],
    [499, 'debug', 'request refused'],
    [500, 'error', 'request failed'],
    [503, 'error', 'request failed'],
  ];

  for (const [status, level, message] of cases) {
    it(`is one line at ${level} for ${String(status)}`, async () => {
      const lines: LogLine[] = [];
      const error = new MatrixError('M_UNKNOWN', 'x', { status });
      await failing(error, lines);
      const requestId = lines[0]?.fields['requestId'];
      expect(requestId).to.be.a('string');
      const ofError = level === 'error' ? { err: error } : { errcode: 'M_UNKNOWN' };
      const fields = { requestId, path, ...ofError };
      expect(lines).to.deep.equal([{ level, fields, message }]);
    });
  }

  it('names the cause, where there is one', async () => {
    const lines: LogLine[] = [];
    const cause = new Error('down');
    await failing(new MatrixError('M_UNKNOWN', 'x', { status: 503, cause }), lines);
    expect(lines[0]?.fields['err']).to.equal(cause);
  });

  async function failing(error: MatrixError, lines: LogLine[]): Promise<void> {
    const handle = () => Promise.reject(error);
    const router = createRouter([{ method: 'GET', path, safe: true, handle }], {
      ...quiet,
      logger: recordingLogger(lines),
    });
    await router.handle(request('GET', path));
  }
});

describe('the log of a storage that is down', () => {
  const path = '/_matrix/identity/x';
  let clock: TestClock;
  let lines: LogLine[];
  let outcome: () => Promise<HttpResponse>;
  let ask: () => Promise<unknown>;

  beforeEach(() => {
    clock = new TestClock();
    lines = [];
    outcome = () =>
      Promise.reject(new StorageUnavailableError('redis', { cause: new Error('ECONNREFUSED') }));
    const handle = () => outcome();
    const router = createRouter([{ method: 'GET', path, safe: true, handle }], {
      ...quiet,
      logger: recordingLogger(lines),
      clock,
    });
    ask = () => router.handle(request('GET', path));
  });

  const askOften = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) await ask();
  };

  it('has the cause in full at most every 10 seconds, with the number of those between', async () => {
    await askOften(1_000);
    expect(lines).to.have.length(1);
    expect(lines[0]?.fields['err']).to.have.nested.property('cause.message', 'ECONNREFUSED');
    expect(lines[0]?.fields).not.to.have.property('leftOut');
    clock.advance(9_999);
    await ask();
    expect(lines).to.have.length(1);
    clock.advance(1);
    await ask();
    expect(lines[1]?.fields).to.include({ path, leftOut: 1_000 });
    expect(lines[1]?.fields['err']).to.be.instanceOf(StorageUnavailableError);
    clock.advance(10_000);
    await ask();
    expect(lines[2]?.fields).not.to.have.property('leftOut');
  });

  it('says how many were left out once requests go well again', async () => {
    await askOften(6);
    outcome = () => Promise.resolve(jsonResponse(200, {}));
    await ask();
    expect(lines).to.have.length(1);
    clock.advance(10_000);
    await askOften(2);
    expect(lines.slice(1)).to.deep.equal([
      { level: 'error', fields: { leftOut: 5 }, message: 'requests failed' },
    ]);
  });

  it('leaves out most of a flood that a challenge gets, and nothing else by that', async () => {
    const tooMuch = new MatrixError('M_UNKNOWN', 'not now', {
      status: 503,
      cause: new OverloadedError('64 at once'),
    });
    await ask();
    outcome = () => Promise.reject(tooMuch);
    await askOften(100);
    expect(lines.map(({ fields }) => String(fields['err']))).to.deep.equal([
      'StorageUnavailableError: redis',
      'OverloadedError: 64 at once',
    ]);
    clock.advance(10_000);
    await ask();
    expect(lines[2]?.fields).to.include({ leftOut: 99 });
    await askOften(3);
    clock.advance(10_000);
    outcome = () => Promise.resolve(jsonResponse(200, {}));
    await ask();
    expect(lines.slice(3)).to.deep.equal([
      { level: 'error', fields: { leftOut: 3 }, message: 'requests failed' },
    ]);
  });

  it('leaves out no other error, however many come', async () => {
    await ask();
    outcome = () => Promise.reject(new TypeError('a bug'));
    await askOften(3);
    expect(lines).to.have.length(4);
  });

  it('is not silenced by a clock that is set back', async () => {
    await ask();
    clock.advance(-3_600_000);
    await ask();
    expect(lines).to.have.length(2);
  });
});

describe('a caller who is gone', () => {
  const tcp = { server: { address: () => ({ port: 1 }) } };

  it('had an address, if the server listens on TCP', () => {
    expect(remoteAddressOf('203.0.113.7', tcp)).to.equal('203.0.113.7');
    expect(remoteAddressOf(undefined, tcp)).to.equal(addressLost);
  });

  it('never had one on a Unix socket, nor where there is no socket to ask', () => {
    expect(remoteAddressOf(undefined, { server: { address: () => '/run/threepid.sock' } })).to.equal(
      undefined,
    );
    expect(remoteAddressOf(undefined, { server: { address: () => null } })).to.equal(undefined);
    expect(remoteAddressOf(undefined, {})).to.equal(undefined);
  });

  it('gets no message', async () => {
    const { threepid, sms } = createFramework();
    const body = JSON.stringify({ client_secret: 'x', country: 'GB', phone_number: '07400123456' });
    const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
    const response = await threepid.handle({ ...request('POST', path), body, remoteAddress: addressLost });
    expect(response?.status).to.equal(400);
    expect(JSON.parse(response?.body ?? '')).to.deep.equal({
      errcode: 'M_UNKNOWN',
      error: 'The connection was lost',
    });
    expect(sms.messages).to.have.length(0);
  });
});

describe('what goes wrong', () => {
  const body = { client_secret: 'x', country: 'GB', phone_number: '07400123456' };
  const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

  it('in the storage is 503 M_UNKNOWN, on the page too; the cause is logged and not told', async () => {
    const storage = new MemorySessionStorage();
    const down = () => Promise.reject(new StorageUnavailableError('redis at 10.0.0.1 is down'));
    storage.open = down;
    storage.submit = down;
    const framework = createFramework({ storage });
    const response = await call(framework, 'POST', path, body);
    expect(response.status).to.equal(503);
    expect(response.headers).not.to.have.property('retry-after');
    expect(response.json()).to.deep.equal({
      errcode: 'M_UNKNOWN',
      error: 'The server cannot do this now; try again',
    });
    const page = await call(
      framework,
      'GET',
      '/_matrix/identity/api/v1/validate/msisdn/submitToken?sid=x&client_secret=x&token=1',
    );
    expect(page.status).to.equal(503);
    expect(page.headers['content-type']).to.include('text/html');
    expect(response.body + page.body).not.to.include('10.0.0.1');
    expect(framework.log.at(-1)?.level).to.equal('error');
  });

  it('in a storage that knows for how long says when to come back', async () => {
    const storage = new MemorySessionStorage();
    storage.open = () => Promise.reject(new StorageUnavailableError('full', { retryAfterMs: 1_500 }));
    const response = await call(createFramework({ storage }), 'POST', path, body);
    expect([response.status, response.headers['retry-after']]).to.deep.equal([503, '2']);
    expect(response.json()).to.include({ errcode: 'M_UNKNOWN', retry_after_ms: 1_500 });
  });

  it('in a storage with a copy of the core is 503 too', async () => {
    const storage = new MemorySessionStorage();
    storage.open = () =>
      Promise.reject(Object.assign(new Error('down'), { name: 'StorageUnavailableError' }));
    expect((await call(createFramework({ storage }), 'POST', path, body)).status).to.equal(503);
  });

  it('unforeseen is 500 M_UNKNOWN and holds nothing of it', async () => {
    const storage = new MemorySessionStorage();
    storage.open = () => Promise.reject(new Error('a stack and a secret'));
    const framework = createFramework({ storage });
    const response = await call(framework, 'POST', path, body);
    expect([response.status, response.json()]).to.deep.equal([
      500,
      { errcode: 'M_UNKNOWN', error: 'Internal server error' },
    ]);
    expect(framework.log.at(-1)?.fields['err']).to.include({ type: 'Error' });
    expect(JSON.stringify(framework.log)).not.to.include('a secret');
  });

  it('by limit says when to come back, in milliseconds and in seconds', async () => {
    const framework = createFramework({ limits: { perNumber: [{ messages: 1, windowMs: 90_500 }] } });
    await call(framework, 'POST', path, body);
    const response = await call(framework, 'POST', path, body);
    expect([response.status, response.headers['retry-after']]).to.deep.equal([429, '91']);
    expect(response.json()).to.include({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 90_500 });
  });
});

describe('a MatrixError', () => {
  it('has the status of its errcode, unless it is told another', () => {
    expect(new MatrixError('M_NO_VALID_SESSION', 'x').status).to.equal(404);
    expect(new MatrixError('M_UNRECOGNIZED', 'x', { status: 405 }).status).to.equal(405);
  });

  it('of another server is relayed with its fields', () => {
    const error = MatrixError.relay('ORG_EXAMPLE_ODD', 'Odd', {
      status: 429,
      fields: { retry_after_ms: 7, odd: true },
    });
    expect(error).to.deep.include({
      errcode: 'ORG_EXAMPLE_ODD',
      status: 429,
      retryAfterMs: 7,
      relayed: { retry_after_ms: 7, odd: true },
    });
    expect(
      MatrixError.relay('M_X', 'x', { status: 400, fields: { retry_after_ms: 'soon' } }).retryAfterMs,
    ).to.equal(undefined);
  });
});

describe('the console', () => {
  it('shows a message in a frame', async () => {
    const { ConsoleSmsSender } = await import('@threepid/core');
    const printed: string[] = [];
    const sender = new ConsoleSmsSender((text) => void printed.push(text));
    const result = await sender.send({
      to: '+447400123456',
      country: 'GB',
      text: 'Your code\n012345',
      purpose: 'verify',
      idempotencyKey: 'x',
    });
    expect(result.kind).to.equal('sent');
    const lines = (printed[0] ?? '').trim().split('\n');
    expect(lines).to.deep.equal([
      '┌──────────────────────┐',
      '│ SMS to +447400123456 │',
      '│                      │',
      '│ Your code            │',
      '│ 012345               │',
      '└──────────────────────┘',
    ]);
  });
});
