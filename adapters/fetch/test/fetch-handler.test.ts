import { addressLost, bodyTooLarge, createThreepid, type HttpRequest } from '@threepid/core';
import { toFetchHandler, type FetchHandlerOptions, type FetchRequest } from '@threepid/fetch';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const base = 'http://127.0.0.1:3000';
const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const fields = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: 1,
};

type Options = Partial<FetchHandlerOptions<string | undefined, Request>>;

/** A framework with the guard that nobody has set up. */
function createFramework() {
  return createThreepid({
    secret: 'a secret of some forty characters, or so',
    storage: new MemorySessionStorage(),
    sms: { name: 'silent', send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }) },
  });
}

/** A handler of `createFramework` on a host that hands over the address of the peer. */
function createHandler(options: Options = {}) {
  return toFetchHandler(createFramework(), { remoteAddress: (_request, peer: string) => peer, ...options });
}

/** The core request that a framework gets for a request of `peer`. */
async function handed(
  path: string,
  init: RequestInit = {},
  options: Options = {},
  peer: string | undefined = '192.0.2.1',
): Promise<HttpRequest> {
  const requests: HttpRequest[] = [];
  const framework = {
    claims: [{ path: '/_matrix/*', methods: undefined }],
    handle: (request: HttpRequest) => {
      requests.push(request);
      return Promise.resolve(undefined);
    },
  };
  const handle = toFetchHandler(framework, {
    remoteAddress: (_request, host: string | undefined) => host,
    ...options,
  });
  expect(await handle(new Request(base + path, init), peer)).to.equal(undefined);
  return requests[0] ?? expect.fail('the framework was not called');
}

const post = (address: string, phone: string) =>
  new Request(base + requestToken, {
    method: 'POST',
    headers: { 'X-Forwarded-For': address },
    body: JSON.stringify({ ...fields, phone_number: phone }),
  });

describe('toFetchHandler', () => {
  it('answers with the framework', async () => {
    const response = await createHandler()(post('', '07400123456'), '192.0.2.1');
    expect([response?.status, response?.headers.get('content-type')]).to.deep.equal([
      200,
      'application/json',
    ]);
    expect(await response?.json()).to.include({ success: true, msisdn: '447400123456' });
  });

  it('answers without a body if there is none', async () => {
    const response = await createHandler()(
      new Request(base + requestToken, { method: 'OPTIONS' }),
      '192.0.2.1',
    );
    expect([response?.status, response?.body]).to.deep.equal([204, null]);
    expect(response?.headers.get('access-control-allow-origin')).to.equal('*');
  });

  it("leaves the host's own requests alone: no address is asked for, and no body is read", async () => {
    const remoteAddress = () => expect.fail('asked for the address');
    const request = new Request(`${base}/_matrix/client/v3/login`, { method: 'POST', body: '{}' });
    expect(await createHandler({ remoteAddress })(request, '')).to.equal(undefined);
    expect(await request.text()).to.equal('{}');
  });

  it('passes path and query on unchanged', async () => {
    const { path, query } = await handed('/_matrix/identity/%zz%2f?a=%zz&b=+&a=??');
    expect([path, query]).to.deep.equal(['/_matrix/identity/%zz%2f', 'a=%zz&b=+&a=??']);
  });

  it('removes the configured prefix, and claims nothing elsewhere', async () => {
    expect((await handed('/sub/_matrix/x', {}, { prefix: '/sub' })).path).to.equal('/_matrix/x');
    expect((await handed('/sub//_matrix/x', {}, { prefix: '/sub' })).path).to.equal('/_matrix/x');
    const handle = createHandler({ prefix: '/sub' });
    for (const path of ['/subway/_matrix/identity/versions', '/_matrix/identity/versions'])
      expect(await handle(new Request(base + path), '192.0.2.1'), path).to.equal(undefined);
    const below = new Request(`${base}/sub/_matrix/identity/versions`);
    expect((await handle(below, '192.0.2.1'))?.status).to.equal(200);
  });

  it('passes headers in lower case, and the body as bytes', async () => {
    const { headers, body } = await handed('/_matrix/x', {
      method: 'POST',
      headers: { 'X-A': 'b' },
      body: 'é',
    });
    expect(headers).to.include({ 'x-a': 'b' });
    expect(Buffer.from(body as Uint8Array)).to.deep.equal(Buffer.from('é'));
  });

  it('passes no body if there is none, and marks one that is too large', async () => {
    expect((await handed('/_matrix/x')).body).to.equal(undefined);
    const large = await handed('/_matrix/x', { method: 'POST', body: 'x'.repeat(65_537) });
    expect(large.body).to.equal(bodyTooLarge);
  });

  it("takes the host's address, and trusts no header unless the proxies are configured", async () => {
    const headers = { 'X-Forwarded-For': '10.0.0.1, 203.0.113.7' };
    for (const [options, address] of [
      [{}, '192.0.2.1'],
      [{ trustProxy: ['198.51.100.0/24'] }, '192.0.2.1'],
      [{ trustProxy: ['192.0.2.0/24'] }, '203.0.113.7'],
      [{ trustProxy: 2 }, '10.0.0.1'],
      [{ remoteAddress: undefined }, undefined],
      [{ remoteAddress: undefined, trustProxy: 1 }, '203.0.113.7'],
    ] as const)
      expect((await handed('/_matrix/x', { headers }, options)).remoteAddress).to.equal(address);
  });

  it('refuses a caller whose address was lost with its connection', async () => {
    for (const peer of [undefined, null]) {
      const request = await handed('/_matrix/x', {}, { remoteAddress: () => peer });
      expect(request.remoteAddress).to.equal(addressLost);
    }
    const response = await createHandler({ remoteAddress: () => undefined })(post('', '07400123456'), '');
    expect(response?.status).to.equal(400);
  });

  it('refuses an invalid number of proxies', () => {
    expect(() => createHandler({ trustProxy: -1 })).to.throw(TypeError, 'trustProxy');
  });

  it('has the guard by default, which stops the pumping of a range', async () => {
    const handle = createHandler({ trustProxy: 1 });
    const statuses: (number | undefined)[] = [];
    for (let index = 10; index < 22; index += 1) {
      const response = await handle(post(`203.0.113.${index}`, `074001234${index}`), '192.0.2.1');
      statuses.push(response?.status);
    }
    expect(statuses).to.deep.equal([...Array.from({ length: 8 }, () => 200), 429, 429, 429, 429]);
  });

  it('rejects if the connection is lost before the body is read', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.error(new Error('cut off'));
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as const;
    const error: unknown = await createHandler()(new Request(base + requestToken, init), '192.0.2.1').catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ message: 'cut off' });
  });

  it('answers a request of a host that can make no body of it, because its Host header makes no URL', async () => {
    const unreadable = {
      method: 'POST',
      url: `http://x.0${requestToken}`,
      headers: new Headers(),
      get body(): never {
        throw new TypeError('Invalid URL');
      },
    };
    const handle = toFetchHandler<string, FetchRequest>(createFramework(), {
      remoteAddress: () => '192.0.2.1',
    });
    const response = await handle(unreadable, '');
    expect(response?.status).to.equal(400);
    expect(await response?.json()).to.include({ errcode: 'M_MISSING_PARAMS' });
  });
});
