import { spawnSync } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { httpContract, startHttpContractHost, type HttpContractHost } from '@threepid/contract-tests';
import type { Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { root } from '../server-process.js';
import { svelteKitExceptions } from './host-exceptions.js';
import { reference } from './reference.js';

const app = 'test/fetch/sveltekit-app';
const buildTimeoutMs = 120_000;

/** Where the app looks for its framework. */
const key = Symbol.for('threepid.sveltekit-contract');
const anchor = globalThis as { [key]?: Threepid };

const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
/** A request that comes to SvelteKit as it was sent. */
const dropping = `${requestToken}?dropping`;

/** The app that adapter-node made, which is a listener of Node's HTTP server, in this process. */
function startApp(): Promise<HttpContractHost> {
  return startHttpContractHost(new MemorySessionStorage(), (threepid) => {
    anchor[key] = threepid;
    return (request, response) => {
      // Without one, SvelteKit drops the body, as a test shows.
      const { url, headers } = request;
      if (url !== dropping && (headers['content-type'] ?? '') === '')
        headers['content-type'] = 'application/json';
      void loadApp().then(({ handler }) => {
        handler(request, response);
      });
    };
  });
}

/** Its hooks are loaded with it, and take the framework. */
async function loadApp(): Promise<{ readonly handler: RequestListener }> {
  return (await import(`${root}${app}/build/handler.js`)) as { readonly handler: RequestListener };
}

describe('SvelteKit on Node', () => {
  let host: HttpContractHost | undefined;

  before(async function () {
    this.timeout(buildTimeoutMs);
    const command = [`${root}scripts/build-sveltekit.mjs`, app];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    host = await startApp();
  });
  after(() => host?.close());

  it('drops a body without a content type', async () => {
    const body = new Blob([JSON.stringify({ client_secret: 'x', country: 'GB', phone_number: '0' })]);
    const response = await fetch(`${String(host?.baseUrl)}${dropping}`, { method: 'POST', body });
    expect(await response.json()).to.include({ errcode: 'M_MISSING_PARAMS' });
  });

  httpContract({
    describe,
    it,
    before,
    after,
    create: () => Promise.resolve({ ...(host ?? expect.fail()), close: () => Promise.resolve() }),
    reference,
    exceptions: svelteKitExceptions,
    numRuns: 20,
  });
});
