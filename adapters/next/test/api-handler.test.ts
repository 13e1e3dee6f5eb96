import type { Threepid } from '@threepid/core';
import { toApiHandler, type NextAdapterOptions } from '@threepid/next';
import { expect } from 'chai';
import type { NextApiRequest, NextApiResponse } from 'next';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFramework, fields, NotingFramework, requestToken, warningsOf } from './framework.js';

describe('toApiHandler', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });

  /** Like Next, it passes Node's own request and response to the handler. */
  async function serve(
    threepid: Pick<Threepid, 'handle'>,
    options?: NextAdapterOptions,
    body?: unknown,
  ): Promise<string> {
    const handler = toApiHandler(threepid, options);
    server = createServer((request, response) => {
      const next = (): void => {
        void handler(request as NextApiRequest, response as NextApiResponse);
      };
      if (body === undefined) next();
      // As with Next's body parser: the stream is consumed, and `body` has the result.
      else {
        request.resume().once('end', () => {
          Object.assign(request, { body });
          next();
        });
      }
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('answers with the framework', async () => {
    const url = await serve(createFramework());
    const response = await fetch(url + requestToken, { method: 'POST', body: JSON.stringify(fields) });
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, 'application/json']);
    expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
  });

  it("accepts a body parsed by Next's body parser", async () => {
    const url = await serve(createFramework(), {}, fields);
    const response = await fetch(url + requestToken, { method: 'POST', body: 'read before' });
    expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
  });

  it('answers 404 to a path outside the protocol', async () => {
    const framework = new NotingFramework();
    const url = await serve(framework, { prefix: '/api', trustProxy: 1 });
    const headers = { 'X-Forwarded-For': '10.0.0.1, 203.0.113.7' };
    const response = await fetch(`${url}/api/_matrix/client/versions?a=b`, { headers });
    expect([response.status, await response.text()]).to.deep.equal([404, '']);
    expect(framework.requests[0]).to.include({
      method: 'GET',
      path: '/_matrix/client/versions',
      query: 'a=b',
      remoteAddress: '203.0.113.7',
    });
  });

  it("takes the peer's address, and trusts no header unless the proxies are configured", async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    for (const [options, address] of [
      [{}, '127.0.0.1'],
      [{ trustProxy: ['10.0.0.0/8'] }, '127.0.0.1'],
      [{ trustProxy: ['127.0.0.1'] }, '203.0.113.7'],
      [{ trustProxy: 2 }, undefined],
    ] as const) {
      const framework = new NotingFramework();
      await fetch(await serve(framework, options), { headers });
      expect(framework.requests[0]?.remoteAddress).to.equal(address);
      server?.close();
      server?.closeAllConnections();
    }
  });

  it('warns once, in production, that a proxy is not trusted', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    const url = await serve(new NotingFramework());
    const warnings = await warningsOf('production', async () => {
      for (let request = 0; request < 2; request += 1) await fetch(url, { headers });
    });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include("set trustProxy: ['127.0.0.1']");
  });

  it('answers a body of 10 MB while it is still being sent', async () => {
    const url = await serve(createFramework());
    const response = await fetch(url + requestToken, { method: 'POST', body: 'x'.repeat(10_000_000) });
    expect(response.status).to.equal(413);
  });
});
