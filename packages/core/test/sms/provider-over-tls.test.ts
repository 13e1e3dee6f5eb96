import { postToProvider } from '@threepid/core';
import { expect } from 'chai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Of 127.0.0.1, signed by itself: for tests alone. */
const key =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHQ4LfTgUye9bxieU6B2lNYNfVg9BfGa+fgYKbB4xWmKhRANCAATcbWngApEfXF8XkH+oMRSiCvNX9t9qbK2PTTWuwO0Qqd37btYgxpz3aJm4BUBv7t3Q8b5i86EicA0yb51d7jfb';
const certificate =
  'MIIBijCCATCgAwIBAgIUDdpY7oLY8ty3NVftvk7YCOtZ6/kwCgYIKoZIzj0EAwIwETEPMA0GA1UEAwwGYS10ZXN0MCAXDTI2MTEzMDAyMTEyN1oYDzIxMjYxMTA2MDIxMTI3WjARMQ8wDQYDVQQDDAZhLXRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATcbWngApEfXF8XkH+oMRSiCvNX9t9qbK2PTTWuwO0Qqd37btYgxpz3aJm4BUBv7t3Q8b5i86EicA0yb51d7jfbo2QwYjAdBgNVHQ4EFgQU+e/IcxdrEyY2M6RohBlFdk/SbRQwHwYDVR0jBBgwFoAU+e/IcxdrEyY2M6RohBlFdk/SbRQwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIQDOiTTZuevzgucGv4qVnj2i/a92+Bii9bqE447czZdxnAIgfST0L8yZ1p6KNsmYjQa3vwj+ZpAA+RSHsVoWWHLr7YM=';

const pemOf = (what: string, base64: string): string =>
  `-----BEGIN ${what}-----\n${base64}\n-----END ${what}-----\n`;

describe('a provider over TLS', () => {
  let server: Server;
  let url: URL;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    const options = { key: pemOf('PRIVATE KEY', key), cert: pemOf('CERTIFICATE', certificate) };
    server = createServer(options, (request, response) => {
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`https://127.0.0.1:${String((server.address() as AddressInfo).port)}/sms`);
  });

  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  afterEach(async () => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });

  const post = () => postToProvider({ url, headers: { 'x-id': '1' }, body: 'b', timeoutMs: 5_000 });

  it('gets nothing, and is certain of that, if its certificate is not trusted', async () => {
    expect(await post()).to.include({ taken: 'no', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('may have taken what it got on a new connection that breaks, and on a kept one', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const breaks: typeof answer = (request) => request.socket.destroy();
    answer = breaks;
    expect(await post()).to.include({ kind: 'failed', taken: 'unknown' });
    answer = ({ method, headers }, response) => response.end(`${String(method)} ${String(headers['x-id'])}`);
    expect(await post()).to.include({ kind: 'answered', body: 'POST 1' });
    answer = breaks;
    expect(await post()).to.include({ kind: 'failed', taken: 'unknown' });
  });
});
