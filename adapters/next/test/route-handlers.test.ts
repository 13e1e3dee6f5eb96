import { bodyTooLarge } from '@threepid/core';
import { toRouteHandlers, type NextAdapterOptions, type RouteHandlers } from '@threepid/next';
import { expect } from 'chai';
import { NextRequest } from 'next/server.js';
import { createFramework, fields, NotingFramework, requestToken, warningsOf } from './framework.js';

const base = 'http://127.0.0.1:3000';

type Init = ConstructorParameters<typeof NextRequest>[1];

/** The core request that a framework gets for a request. */
async function handed(path: string, init: Init = {}, options: NextAdapterOptions = {}) {
  const framework = new NotingFramework();
  const request = new NextRequest(base + path, init);
  const response = await toRouteHandlers(framework, options).GET(request);
  expect(response.status).to.equal(404);
  const [noted] = framework.requests;
  return noted ?? expect.fail('the framework was not called');
}

/** Requests a message from an address that proxies report, and resolves with the status. */
async function ask(post: RouteHandlers['POST'], address: string, phone: string): Promise<number> {
  const headers = { 'X-Forwarded-For': address };
  const body = JSON.stringify({ ...fields, phone_number: phone });
  return (await post(new NextRequest(base + requestToken, { method: 'POST', headers, body }))).status;
}

describe('toRouteHandlers', () => {
  it('answers with the framework, for each method that a route file can export', async () => {
    const handlers = toRouteHandlers(createFramework());
    expect(Object.keys(handlers)).to.have.members([
      'GET',
      'POST',
      'PUT',
      'DELETE',
      'PATCH',
      'HEAD',
      'OPTIONS',
    ]);
    const response = await handlers.POST(
      new NextRequest(base + requestToken, { method: 'POST', body: JSON.stringify(fields) }),
    );
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, 'application/json']);
    expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
  });

  it('answers without a body if there is none', async () => {
    const { OPTIONS } = toRouteHandlers(createFramework());
    const response = await OPTIONS(new NextRequest(base + requestToken, { method: 'OPTIONS' }));
    expect([response.status, response.body]).to.deep.equal([204, null]);
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
  });

  it('passes path and query on unchanged', async () => {
    const { path, query } = await handed('/_matrix/identity/%zz%2f?a=%zz&b=+&a=??');
    expect([path, query]).to.deep.equal(['/_matrix/identity/%zz%2f', 'a=%zz&b=+&a=??']);
  });

  it("removes Next's base path, and the configured prefix", async () => {
    const nextConfig = { basePath: '/base' };
    expect((await handed('/base/_matrix/x', { nextConfig })).path).to.equal('/_matrix/x');
    expect((await handed('/sub/_matrix/x', {}, { prefix: '/sub' })).path).to.equal('/_matrix/x');
    expect((await handed('/subway/_matrix/x', {}, { prefix: '/sub' })).path).to.equal('/subway/_matrix/x');
  });

  it('passes headers in lower case, and the body as bytes', async () => {
    const { headers, body } = await handed('/x', { method: 'POST', headers: { 'X-A': 'b' }, body: 'é' });
    expect(headers).to.include({ 'x-a': 'b' });
    expect(body).to.deep.equal(Buffer.from('é'));
  });

  it('passes no body if there is none, and marks one that is too large', async () => {
    expect((await handed('/x')).body).to.equal(undefined);
    expect((await handed('/x', { method: 'POST', body: 'x'.repeat(65_537) })).body).to.equal(bodyTooLarge);
  });

  it('trusts no forwarded address unless the proxies are configured, by number or address', async () => {
    const headers = { 'X-Forwarded-For': '10.0.0.1, 203.0.113.7,198.51.100.1' };
    expect((await handed('/x', { headers })).remoteAddress).to.equal(undefined);
    expect((await handed('/x', { headers }, { trustProxy: 1 })).remoteAddress).to.equal('198.51.100.1');
    expect((await handed('/x', { headers }, { trustProxy: 2 })).remoteAddress).to.equal('203.0.113.7');
    expect((await handed('/x', { headers }, { trustProxy: 9 })).remoteAddress).to.equal(undefined);
    expect((await handed('/x', {}, { trustProxy: 1 })).remoteAddress).to.equal(undefined);
    const trustProxy = ['198.51.100.0/24'];
    expect((await handed('/x', { headers }, { trustProxy })).remoteAddress).to.equal('203.0.113.7');
    expect((await handed('/x', { headers }, { trustProxy: [] })).remoteAddress).to.equal(undefined);
  });

  it('counts all callers of unknown address as one, and warns of it once, in production', async () => {
    for (const [options, words] of [
      [{}, 'knows no address'],
      [{ trustProxy: 2 }, 'fewer addresses than the 2'],
    ] as const) {
      const { POST } = toRouteHandlers(createFramework(), options);
      const warnings = await warningsOf('production', async () => {
        expect(await ask(POST, '203.0.113.7', '07400123411')).to.equal(200);
        expect(await ask(POST, '203.0.113.8', '07400123412')).to.equal(429);
      });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include(words);
    }
    const { POST } = toRouteHandlers(createFramework());
    expect(await warningsOf('development', () => ask(POST, '203.0.113.7', '07400123411'))).to.deep.equal([]);
  });

  it('has the guard by default, which stops the pumping of a range', async () => {
    const { POST } = toRouteHandlers(createFramework({}), { trustProxy: 1 });
    const statuses: number[] = [];
    for (let index = 10; index < 22; index += 1)
      statuses.push(await ask(POST, `203.0.113.${index}`, `074001234${index}`));
    expect(statuses.filter((status) => status === 200)).to.have.length(8);
    expect(statuses.slice(8)).to.deep.equal([429, 429, 429, 429]);
  });

  it('refuses an invalid number of proxies', () => {
    expect(() => toRouteHandlers(createFramework(), { trustProxy: -1 })).to.throw(TypeError, 'trustProxy');
  });

  it('limits a person by the address that the proxy saw', async () => {
    const { POST } = toRouteHandlers(createFramework(), { trustProxy: 1 });
    expect(await ask(POST, '203.0.113.7', '07400123401')).to.equal(200);
    expect(await ask(POST, '198.51.100.1, 203.0.113.7', '07400123402')).to.equal(429);
    expect(await ask(POST, '203.0.113.8', '07400123403')).to.equal(200);
  });
});
