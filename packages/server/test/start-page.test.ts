import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readSettings, startServer, type Environment, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { RawClient } from './test-server.js';

describe('the page at / of the stand-alone server', () => {
  let server: RunningServer | undefined;
  afterEach(() => server?.close());

  const start = async (environment: Environment = {}): Promise<string> => {
    server = await startServer(await readSettings({ PORT: '0', ...environment }), {
      logger: createLogger('silent'),
    });
    return server.url;
  };

  it('has commands that verify a number, also below a prefix', async () => {
    const url = await start({ THREEPID_V1_PREFIX: '/hard-to-guess' });
    const response = await fetch(`${url}/`);
    expect(response.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).to.include("default-src 'none'");
    const [page, ask, submit, validated] = blocksOf(await response.text());
    expect(page).to.include(`base-url="${url}/hard-to-guess"`);

    const { sid } = (await run(ask)) as { readonly sid: string };
    const { messages } = (await (await fetch(`${url}/_threepid/inbox/messages`)).json()) as {
      readonly messages: readonly { readonly to: string; readonly code: string }[];
    };
    expect(messages[0]?.to).to.equal('+447700900002');
    const filled = (command = '') => command.replace('SID', sid).replace('CODE', messages[0]?.code ?? '');
    expect(await run(filled(submit))).to.deep.equal({ success: true });
    expect(await run(filled(validated))).to.include({ medium: 'msisdn', address: '447700900002' });
  }).timeout(30_000);

  it('has the element’s scripts, and no other file', async () => {
    const url = await start();
    const html = await (await fetch(`${url}/`)).text();
    const [, script = ''] = /src="(\/_threepid\/element\/[^"]+)"/.exec(html) ?? [];
    const response = await fetch(url + script);
    expect(response.headers.get('content-type')).to.equal('text/javascript; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
    expect(await response.text()).to.include('threepid-verification');
    for (const other of [
      '../package.json',
      '..%2fpackage.json',
      'index.d.ts',
      'nothing.js',
      '',
      '..',
      'a/b.js',
    ])
      expect(await get(url, `/_threepid/element/${other}`), other).to.match(
        /^HTTP\/1\.1 404 [^]*M_UNRECOGNIZED/,
      );
  });

  it('answers HEAD without a body, and writes no strange Host into its commands', async () => {
    const url = await start();
    const head = await fetch(`${url}/`, { method: 'HEAD' });
    expect([head.status, await head.text()]).to.deep.equal([200, '']);
    expect(await get(url, '/', "a';reboot'"))
      .to.include('curl -sS http://localhost/_matrix')
      .and.not.include('reboot');
  });

  it('is where the summary says', async () => {
    const url = await start();
    expect(server?.summary).to.include(`| try it at ${url}/ |`);
  });

  const without: readonly Environment[] = [
    { NODE_ENV: 'production', THREEPID_SMS: 'console!', THREEPID_SECRET: 'of-a-test-'.repeat(4) },
    { THREEPID_INBOX: 'off' },
    { THREEPID_V1: 'off' },
  ];
  for (const environment of without) {
    it(`is not there with ${Object.keys(environment).join()}: ${Object.values(environment)[0] ?? ''}`, async () => {
      const url = await start(environment);
      expect(await get(url, '/')).to.match(/^HTTP\/1\.1 404 [^]*M_UNRECOGNIZED/);
      expect(await get(url, '/_threepid/element/threepid-verification.js')).to.match(/^HTTP\/1\.1 404 /);
      expect(server?.summary).to.not.include('try it');
    });
  }

  async function get(url: string, path: string, host = 'localhost'): Promise<string> {
    const client = await RawClient.open(url);
    client.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return client.rest();
  }
});

/** The text of the blocks, as a browser copies it. */
function blocksOf(html: string): readonly string[] {
  return [...html.matchAll(/<pre class="value">(.*?)<\/pre>/gs)].map(([, code = '']) =>
    code
      .replace(/<[^>]+>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}

const shell = promisify(execFile);

async function run(command = ''): Promise<unknown> {
  const { stdout, stderr } = await shell('sh', ['-c', command]);
  expect(stderr).to.equal('');
  return JSON.parse(stdout);
}
