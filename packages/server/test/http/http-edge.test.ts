import { expect } from 'chai';
import { readSettings, startServer } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { RawClient, requestOf, requestToken, startTestServer, type TestServer } from '../test-server.js';

describe('the edge of HTTP', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    server.app.server.closeAllConnections();
    await server.app.close();
  });

  const exchange = async (text: string): Promise<string> =>
    (await RawClient.open(server.base)).exchange(text);

  const refused: Readonly<Record<string, readonly [number, string]>> = {
    'no Host': [400, 'GET /health/live HTTP/1.1\r\n\r\n'],
    'no Host on a path of the protocol': [
      400,
      `POST ${requestToken} HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    'two Hosts': [400, 'GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n'],
    'an expectation that nobody can meet': [
      417,
      `POST ${requestToken} HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    CONNECT: [405, 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n'],
    'no HTTP': [400, 'rubbish\r\n\r\n'],
  };
  for (const [name, [status, text]] of Object.entries(refused)) {
    it(`answers ${name} by ${status} M_UNRECOGNIZED, for all origins`, async () => {
      expect(await exchange(text))
        .to.match(new RegExp(`^HTTP/1\\.1 ${status} `))
        .and.match(/^content-type: application\/json\r$/im)
        .and.match(/^access-control-allow-origin: \*\r$/im)
        .and.match(/\r\n\r\n\{"errcode":"M_UNRECOGNIZED","error":"[^"]+"\}$/);
    });
  }

  it('answers all of these for listed origins alone, where there is a list', async () => {
    const app = 'https://app.example.org';
    const listing = await startTestServer({ cors: [app] });
    try {
      const texts = Object.values(refused).map(([, text]) => text);
      const unrouted = ['GET /', 'PROPFIND /_matrix/identity/versions', 'GET /_matrix/identity/%zz'];
      const all = [...texts, ...unrouted.map((call) => `${call} HTTP/1.1\r\nHost: a\r\n\r\n`)];
      for (const text of all) {
        for (const origin of [app, 'https://evil.example']) {
          const client = await RawClient.open(listing.base);
          const answer = await client.exchange(text.replace('\r\n', `\r\nOrigin: ${origin}\r\n`));
          const named = /^access-control-allow-origin: (.*)\r$/im.exec(answer)?.[1];
          expect(answer, text).to.match(/^vary: Origin\r$/im);
          // What is no HTTP has no header to read.
          const isRead = origin === app && !text.startsWith('rubbish');
          expect(named, `${text} ${origin}`).to.equal(isRead ? app : undefined);
          client.socket.destroy();
        }
      }
    } finally {
      listing.app.server.closeAllConnections();
      await listing.app.close();
    }
  });

  it('takes HTTP/1.0 without a Host, and 100-continue', async () => {
    expect(await exchange('GET /health/live HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
    const [head = '', body = ''] = requestOf(1).split('\r\n\r\n');
    const client = await RawClient.open(server.base);
    expect(await client.exchange(`${head}\r\nExpect: 100-continue\r\n\r\n`)).to.match(/^HTTP\/1\.1 100 /);
    expect(await client.exchange(body)).to.match(/^HTTP\/1\.1 200 /);
  });

  for (const [name, text] of [
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'],
    ['no HTTP', 'rubbish\r\n\r\n'],
  ] as const) {
    it(`outlives a client that resets the connection after ${name}`, async () => {
      const client = await RawClient.open(server.base);
      await client.exchange(text);
      client.socket.resetAndDestroy();
      expect(await exchange('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
    });
  }

  it('takes a body that its sender gives up for no error of the server', async () => {
    let left = 0;
    for (const leave of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const client = await RawClient.open(server.base);
      const connection = server.app.server;
      const came = new Promise((resolve) => connection.once('request', resolve));
      client.socket.write(requestOf(1).slice(0, -10));
      await came;
      client.socket[leave]();
      await logged('the client went away', (left += 1));
    }
    const failures = server.lines.filter((line) => /"level":[45]0/.test(line));
    expect(failures).to.deep.equal([]);
  });

  /** Waits until as many lines have `text` in them. */
  async function logged(text: string, times: number): Promise<void> {
    while (server.lines.filter((line) => line.includes(text)).length < times) await new Promise(setImmediate);
  }
});

describe('a server at localhost', () => {
  it('listens once, so that what is said of its edge and its stop is so at each address', async () => {
    const settings = await readSettings({ HOST: 'localhost', PORT: '0' });
    const server = await startServer(settings, { logger: createLogger('silent') });
    try {
      const client = await RawClient.open(server.url);
      expect(await client.exchange('GET / HTTP/1.1\r\n\r\n')).to.match(/^HTTP\/1\.1 400 [^]*M_UNRECOGNIZED/);
    } finally {
      await server.close();
    }
  });
});
