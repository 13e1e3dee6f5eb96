import { startSnsPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { exampleRequest, post } from '../identity-client.js';
import { root, ServerProcess } from '../server-process.js';
import { freePort, Program } from './program.js';
import { blockUnder, page, readmeBlocks } from './readme-blocks.js';

const run = promisify(execFile);
const readme = 'README.md';
/** The headings whose blocks are run below. */
const session = 'Try it';
const app = 'Add it to your app';
const homeserver = 'Use it with Synapse';

describe('README.md', () => {
  it('has only blocks that a test runs', () => {
    const tested = [session, app, homeserver];
    expect(readmeBlocks(readme).map(({ heading }) => heading)).to.satisfy((headings: readonly string[]) =>
      headings.every((heading) => tested.includes(heading)),
    );
  });

  it('shows a session that works as shown', async () => {
    const port = await freePort();
    const blocks = readmeBlocks(readme).filter(({ heading }) => heading === session);
    const [start, ...others] = blocks;
    expect(start?.text).to.equal('npm start\n');
    const server = new ServerProcess({
      command: ['npm', 'start'],
      environment: { PORT: String(port) },
      detached: true,
    });
    try {
      await server.url();
      await follow(server, port, others);
    } finally {
      server.signalGroup('SIGKILL');
      await server.exit;
    }
  });

  it('has a program that compiles, runs, verifies a number, and passes it to a route of the host once', async () => {
    const port = await freePort();
    const program = new Program(blockUnder(app, 'ts').replaceAll('3000', String(port)));
    const server = program.run();
    try {
      await server.printed(/^http:/m);
      const base = `http://127.0.0.1:${port}`;
      const session = await verify(base, server);
      expect(await accountRoute(base, session)).to.deep.equal({
        status: 200,
        body: '{"phoneNumber":"+447700900001"}',
      });
      expect(await accountRoute(base, session)).to.include({ status: 404 });
    } finally {
      await server.kill();
      program.remove();
    }
  });

  it('installs exactly what its program imports, and only packages that exist', () => {
    const [npm, install, ...packages] = blockUnder(app, 'sh').trim().split(' ');
    const imported = [...blockUnder(app, 'ts').matchAll(/from '((?!node:)[^']+)'/g)].map(([, name]) => name);
    expect([npm, install]).to.deep.equal(['npm', 'install']);
    // The program serves the element's files.
    expect(packages).to.have.members([...imported, '@threepid/element']);
    for (const name of packages)
      expect(existsSync(`${root}node_modules/${name}/package.json`), name).to.equal(true);
  });

  it('shows the lines of the page that the guide has', () => {
    const guide = page('docs/guides/express.md');
    for (const line of blockUnder(app, 'html').trimEnd().split('\n'))
      expect(guide).to.include(line.replace('></threepid-verification>', ''));
  });

  it('swaps the provider in one line, after which the program sends with SNS', async () => {
    const source = patched(blockUnder(app, 'ts'), blockUnder(app, 'diff'));
    const peer = await startSnsPeer();
    const port = await freePort();
    const program = new Program(source.replaceAll('3000', String(port)));
    const server = program.run({
      AWS_ENDPOINT_URL_SNS: peer.url,
      AWS_ACCESS_KEY_ID: 'readme',
      AWS_SECRET_ACCESS_KEY: 'readme',
    });
    try {
      await server.printed(/^http:/m);
      const request = { ...exampleRequest, phone_number: '07400 123456' };
      const opened = await post(`http://127.0.0.1:${port}`, '/validate/msisdn/requestToken', request);
      expect(opened.status).to.equal(200);
      expect(peer.messages.map(({ to }) => to)).to.deep.equal(['+447400123456']);
    } finally {
      await server.kill();
      program.remove();
      await peer.close();
    }
  });

  it('gives Synapse the default address of the server', () => {
    const settings = parse(blockUnder(homeserver, 'yaml')) as unknown;
    expect(settings).to.deep.equal({ account_threepid_delegates: { msisdn: 'http://127.0.0.1:8090' } });
  });

  it('names only commands and files that exist', () => {
    const { scripts } = JSON.parse(page('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    for (const file of [readme, 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']) {
      const text = page(file);
      for (const [, name = ''] of text.matchAll(/npm run ([a-z:]+)/g))
        expect(scripts, file).to.have.property(name);
      for (const [, path = ''] of text.matchAll(/\]\(([A-Za-z][^):#]*)(?:#[^)]*)?\)/g)) {
        expect(existsSync(root + path), `${file}: ${path}`).to.equal(true);
      }
    }
  });
});

/**
 * Runs the blocks of a session in order: `sh` is run, `json` is its answer, `text` is the server's output. Values that
 * differ between runs (port, sid, code, time) are taken from this run.
 */
async function follow(
  server: ServerProcess,
  port: number,
  blocks: ReturnType<typeof readmeBlocks>,
): Promise<void> {
  const actual = new Map([['8090', String(port)]]);
  const current = (text: string) =>
    [...actual].reduce((all, [shown, real]) => all.replaceAll(shown, real), text);
  let answer = '';
  for (const { language, text } of blocks) {
    if (language === 'sh') answer = (await run('bash', ['-c', current(text)])).stdout;
    else if (language === 'json') {
      remember(actual, /(?<="sid":")[^"]+|(?<="validated_at":)[0-9]+/, text, answer);
      expect(JSON.parse(answer)).to.deep.equal(JSON.parse(current(text)));
      expect(answer).to.equal(current(text).trim());
    } else {
      const code = text.includes('SMS to') ? await server.code() : '';
      const [shown] = /(?<= )[0-9]{6}(?=\.)/.exec(text) ?? [];
      if (shown !== undefined) actual.set(shown, code);
      expect(server.stdout).to.include(current(text));
    }
  }
}

/** Maps a value on the page to that of this run. */
function remember(actual: Map<string, string>, pattern: RegExp, shown: string, real: string): void {
  const [before, now] = [pattern.exec(shown)?.[0], pattern.exec(real)?.[0]];
  if (before !== undefined && now !== undefined) actual.set(before, now);
}

/** Verifies the specification's number with the code that the server prints. */
async function verify(
  base: string,
  server: ServerProcess,
): Promise<{ readonly sid: unknown; readonly clientSecret: string }> {
  const { client_secret: clientSecret } = exampleRequest;
  const { sid } = (await post(base, '/validate/msisdn/requestToken', exampleRequest)).body;
  const body = { sid, client_secret: clientSecret, token: await server.code() };
  expect((await post(base, '/validate/msisdn/submitToken', body)).body).to.deep.equal({ success: true });
  return { sid, clientSecret };
}

/** The answer of the program's own route. */
async function accountRoute(
  base: string,
  session: object,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(`${base}/account/phone-number`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(session),
  });
  return { status: response.status, body: await response.text() };
}

/** The program with a line changed by a diff, and the import that the new line needs. */
function patched(source: string, diff: string): string {
  const [removed = '', added = ''] = diff.split('\n').map((line) => line.slice(1));
  expect(source.split(removed)).to.have.length(2);
  return [
    "import { SNSClient } from '@aws-sdk/client-sns';",
    "import { SnsSmsSender } from '@threepid/sms-sns';",
    source.replace(removed, added),
  ].join('\n');
}
