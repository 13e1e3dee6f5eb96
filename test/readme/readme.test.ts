import {
  startAwsSmsPeer,
  startTwilioPeer,
  startVonagePeer,
  startWhatsAppPeer,
  type AwsPeerCredentials,
} from '@threepid/contract-tests/peers';
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

  it('swaps the provider in one line, after which the program sends with AWS, and each other line with its own', async () => {
    const aws = { accessKeyId: 'AKIDREADME', secretAccessKey: 'of-the-readme' };
    const peers = await startProviders(aws);
    const port = await freePort();
    const program = new Program(withOtherProviders(peers).replaceAll('3000', String(port)));
    const server = program.run({
      AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: peers.aws.url,
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    });
    try {
      await server.printed(/^http:/m);
      const request = { ...exampleRequest, phone_number: '07400 123456' };
      const opened = await post(`http://127.0.0.1:${port}`, '/validate/msisdn/requestToken', request);
      expect(opened.status).to.equal(200);
      await server.printed(/all tried/);
      expect(server.output).not.to.match(/"kind":"(?!sent")/);
      const sent = Object.entries(peers).map(([name, { messages }]) => [name, messages.length]);
      // By a recipe's name, and by its file.
      expect(Object.fromEntries(sent)).to.deep.equal({ aws: 2, twilio: 1, vonage: 2, whatsApp: 1 });
    } finally {
      await server.kill();
      program.remove();
      await Promise.all(Object.values(peers).map((peer) => peer.close()));
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
      expect(server.output).to.include(current(text));
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

const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'f00dbabe'.repeat(4), from: '+12065550100' };
const vonage = { apiKey: 'abcd1234', apiSecret: 'of-the-readme', from: 'ACME' };
const whatsApp = { phoneNumberId: '106540352242922', accessToken: 'of-the-readme', template: 'code' };

async function startProviders(credentials: AwsPeerCredentials) {
  return {
    aws: await startAwsSmsPeer(credentials),
    twilio: await startTwilioPeer({
      ...twilio,
      username: twilio.accountSid,
      password: twilio.authToken,
    }),
    vonage: await startVonagePeer(vonage),
    whatsApp: await startWhatsAppPeer({ ...whatsApp, languages: ['en_US'] }),
  };
}

/** The program with AWS as its provider. At its end, each line of the diff sends a message. */
function withOtherProviders(peers: Awaited<ReturnType<typeof startProviders>>): string {
  const [removed = '', ...lines] = blockUnder(app, 'diff')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(1));
  const [source, aws] = [blockUnder(app, 'ts'), lines.find((line) => line.includes('AwsSmsSender')) ?? ''];
  expect(source.split(removed)).to.have.length(2);
  const senders = lines
    .map((line) => `{${line}\n}`)
    .join(',\n')
    .replaceAll('{ settings }', `{ settings, baseUrl: '${peers.vonage.url}' }`)
    .replace('my-provider.json', `${root}packages/sms-http/recipes/vonage.json`);
  return [
    importsOfOthers,
    `const twilio = ${JSON.stringify({ ...twilio, baseUrl: peers.twilio.url })};`,
    `const settings = ${JSON.stringify(vonage)};`,
    `const whatsapp = ${JSON.stringify({ ...whatsApp, language: 'en_US', baseUrl: peers.whatsApp.url })};`,
    source.replace(removed, aws),
    `const message = { to: '+447400123456', country: 'GB', text: 'Your code is 123456.', code: '123456' };`,
    `for (const { sms } of [${senders}])`,
    `  console.log(JSON.stringify(await sms.send({ ...message, purpose: 'verify', idempotencyKey: sms.name })));`,
    `console.log('all tried');`,
  ].join('\n');
}

const importsOfOthers = `
import { readFileSync } from 'node:fs';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { WhatsAppSender } from '@threepid/channel-whatsapp';
import { AwsSmsSender } from '@threepid/sms-aws';
import { failover } from '@threepid/sms-failover';
import { HttpSmsSender, readDeclaration, readRecipe } from '@threepid/sms-http';
import { TwilioSmsSender } from '@threepid/sms-twilio';`;
