import { startSnsPeer } from '@threepid/contract-tests';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { exampleRequest, post } from '../identity-client.js';
import { root, ServerProcess } from '../server-process.js';
import { NextApp } from './next-app.js';
import { freePort, Program } from './program.js';
import { blockUnder, page, readmeBlocks } from './readme-blocks.js';

const run = promisify(execFile);
const readme = 'README.md';
/** The headings whose blocks are run below. */
const session = 'See it work';
const programs = ['In an Express app', 'In a Fastify app'];
const nextApp = 'In a Next.js app';
const library = 'Without HTTP';
const homeserver = 'For a homeserver';

describe('README.md', () => {
  it('has no block that no test runs', () => {
    const tested = [session, ...programs, nextApp, library, homeserver];
    expect(readmeBlocks(readme).map(({ heading }) => heading)).to.satisfy((headings: readonly string[]) =>
      headings.every((heading) => tested.includes(heading)),
    );
  });

  it('shows a session that goes as it says', async () => {
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

  for (const heading of programs) {
    it(`${heading}: the program compiles, runs, verifies a number, and leaves the host's routes alone`, async () => {
      const base = await verifyByProgram(blockUnder(heading, 'ts'));
      expect(base.greeting).to.equal('Your own routes are as they were');
    });
  }

  it(`${nextApp}: the files compile, and the app that they make verifies a number`, async () => {
    const app = new NextApp(readmeBlocks(readme).filter(({ heading }) => heading === nextApp));
    const port = await freePort();
    const server = app.run(port);
    try {
      await server.printed(/Ready in/);
      await verify(`http://127.0.0.1:${port}`, server);
      const slash = await fetch(`http://127.0.0.1:${port}/_matrix/identity/versions/`, {
        redirect: 'manual',
      });
      expect(slash.status).to.equal(404);
    } finally {
      server.signalGroup('SIGKILL');
      await server.exit;
      app.remove();
    }
  }).timeout(180_000);

  it('swaps the provider in one line: the program changed so sends by SNS', async () => {
    const [express = ''] = programs;
    const source = patched(blockUnder(express, 'ts'), blockUnder(express, 'diff'));
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

  it('has a program without HTTP that asks for a number and a code', async () => {
    const program = new Program(blockUnder(library, 'ts'));
    const terminal = program.run();
    try {
      await terminal.printed(/Your number: /);
      terminal.type('07700 900001\n');
      const code = await terminal.code();
      await terminal.printed(/The code: /);
      terminal.type(`${code}\n`);
      await terminal.printed(/^\+447700900001 is yours$|is yours/m);
      expect(await terminal.exit).to.deep.equal({ code: 0, signal: null });
    } finally {
      await terminal.kill();
      program.remove();
    }
  });

  it('gives Synapse the address that the server has by default', () => {
    const settings = parse(blockUnder(homeserver, 'yaml')) as unknown;
    expect(settings).to.deep.equal({ account_threepid_delegates: { msisdn: 'http://127.0.0.1:8090' } });
  });

  it('names commands and files that are there', () => {
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
 * Runs the blocks of a session in their order: `sh` is typed, `json` is what it answered, `text` is what the server
 * printed. What differs from run to run on the page (port, sid, code, time) is taken from this run.
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

/** What the page shows stands for what came now. */
function remember(actual: Map<string, string>, pattern: RegExp, shown: string, real: string): void {
  const [before, now] = [pattern.exec(shown)?.[0], pattern.exec(real)?.[0]];
  if (before !== undefined && now !== undefined) actual.set(before, now);
}

async function verifyByProgram(source: string): Promise<{ readonly greeting: string }> {
  const port = await freePort();
  const program = new Program(source.replaceAll('3000', String(port)));
  const server = program.run();
  try {
    await server.printed(/^http:/m);
    const base = `http://127.0.0.1:${port}`;
    await verify(base, server);
    return { greeting: await (await fetch(base)).text() };
  } finally {
    await server.kill();
    program.remove();
  }
}

/** Verifies the specification's number; the code is in what the server prints. */
async function verify(base: string, server: ServerProcess): Promise<void> {
  const opened = await post(base, '/validate/msisdn/requestToken', exampleRequest);
  const body = {
    sid: opened.body['sid'],
    client_secret: exampleRequest.client_secret,
    token: await server.code(),
  };
  expect((await post(base, '/validate/msisdn/submitToken', body)).body).to.deep.equal({ success: true });
}

/** The program with the line of a diff changed, and what the new line names imported. */
function patched(source: string, diff: string): string {
  const [removed = '', added = ''] = diff.split('\n').map((line) => line.slice(1));
  expect(source.split(removed)).to.have.length(2);
  return [
    "import { SNSClient } from '@aws-sdk/client-sns';",
    "import { SnsSmsSender } from '@threepid/sms-sns';",
    source.replace(removed, added),
  ].join('\n');
}
