import type { SmsMessage, SmsSender } from '@threepid/core';
import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text as consumed } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readSettings, SettingsError, startServer, type Environment, type ServerOptions } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { moduleProvider } from '../../dist/providers/module-provider.js';
import { settingErrors } from '../setting-errors.js';
import { requestToken } from '../test-server.js';

/** A sender in plain JavaScript, which says on the loft's board what happens. */
const pigeons = `({
  name: 'pigeons',
  send: ({ to }) => {
    globalThis[Symbol.for('board')].push('send ' + to);
    return Promise.resolve({ kind: 'sent', messageId: 'feather' });
  },
  close: () => void globalThis[Symbol.for('board')].push('close'),
})`;
const board: string[] = [];
/** One for all: each writes when the process exits. */
const logger = createLogger('silent');

describe('THREEPID_SMS with the path of a module', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'threepid-module-'));
    Object.assign(globalThis, { [Symbol.for('board')]: board });
  });
  beforeEach(() => {
    board.length = 0;
  });
  after(() => {
    rmSync(folder, { recursive: true });
    Reflect.deleteProperty(globalThis, Symbol.for('board'));
  });

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  const good: Readonly<Record<string, readonly [name: string, text: string]>> = {
    'a sender': ['sender.mjs', `export default ${pigeons};`],
    'a function that makes one': ['maker.mjs', `export default () => ${pigeons};`],
    'an async function': ['later.mjs', `export default async () => ${pigeons};`],
    'a sender, in CommonJS': ['sender.cjs', `module.exports = ${pigeons};`],
    'a function, in CommonJS that was compiled': [
      'compiled.cjs',
      `exports.__esModule = true;\nexports.default = () => ${pigeons};`,
    ],
  };

  for (const [what, [name, text]] of Object.entries(good)) {
    it(`sends by it, and closes it: ${what}`, async () => {
      const { summary, status } = await sendOne({ THREEPID_SMS: write(name, text) });
      expect(status).to.equal(200);
      expect(summary)
        .to.include('| SMS pigeons |')
        .and.not.match(/WARNING|messages at/);
      expect(board).to.deep.equal(['send +447400123456', 'close']);
    });
  }

  it('takes a path from the working directory, and a file: URL', async () => {
    const file = write('here.mjs', `export default ${pigeons};`);
    for (const path of [relative(process.cwd(), file), pathToFileURL(file).href]) {
      expect((await sendOne({ THREEPID_SMS: path })).status, path).to.equal(200);
    }
  });

  it('gives its function the environment, and a logger', async () => {
    const text = `export default ({ environment, logger }) => {
      logger.info({}, 'made');
      return { ...${pigeons}, name: environment.PIGEONS };
    };`;
    const { summary } = await sendOne({ THREEPID_SMS: write('told.mjs', text), PIGEONS: 'north' });
    expect(summary).to.include('| SMS north |');
  });

  it('takes over from another provider that fails', async () => {
    const smpp = { SMPP_HOST: '127.0.0.1', SMPP_PORT: '1', SMPP_SYSTEM_ID: 'threepid' };
    const file = write('second.mjs', `export default ${pigeons};`);
    const { summary, status } = await sendOne({ THREEPID_SMS: `smpp,${file}`, ...smpp });
    expect(status).to.equal(200);
    expect(summary).to.include('| SMS smpp,pigeons |');
    expect(board).to.include('send +447400123456');
  });

  it('sends by the module of the README', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, text = ''] = /```js\n\/\/ my-sender\.mjs\n([^]*?)```/.exec(readme) ?? [];
    // Beside this test, where its imports are found.
    const file = fileURLToPath(new URL('readme-sender.mjs', import.meta.url));
    writeFileSync(file, text);
    const bodies: string[] = [];
    const gateway = createServer((request, response) => {
      void consumed(request).then((body) => bodies.push(body));
      response.writeHead(202).end();
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const { port } = gateway.address() as AddressInfo;
    const settings = { THREEPID_SMS: file, GATEWAY_URL: `http://127.0.0.1:${port}` };
    expect((await sendOne(settings)).status).to.equal(200);
    expect(JSON.parse(bodies.join())).to.include({ to: '+447400123456' });
    gateway.close();
    rmSync(file);
  });

  const bad: readonly (readonly [text: string, error: RegExp])[] = [
    [
      'export const sender = 1;',
      /has no default export, which must be a sender or a function that makes one/,
    ],
    ['export default "pigeons";', /exports no sender, but a string; write export default/],
    ['export default { name: "pigeons" };', /exports no sender: it has no send\(\); write/],
    ['export default { name: "p", send() {}, report: 1 };', /exports no sender: it has no report\(\)/],
    ['export default { send() {} };', /exports a sender without a name; give it one/],
    ['export default () => undefined;', /makes no sender, but undefined; write/],
    ['export default class Pigeons {}', /exports a class; export a function that makes a sender of it/],
    [
      '\nexport default () => {\n  throw new Error("LOFT is\\nnot set");\n};',
      /can't make its sender: LOFT is not set \(line 3\)/,
    ],
    [
      'export default () => loft.sender;',
      /can't make its sender: ReferenceError: loft is not defined \(line 1\)/,
    ],
    ['export default async () => { throw "no"; };', /can't make its sender: no/],
    ['export default {\n  send: )\n};', /can't be loaded: SyntaxError: .+; node --check/],
    ["import 'a-package-of-nobody';", /can't be loaded: .*Cannot find package 'a-package-of-nobody'/],
  ];

  for (const [index, [text, error]] of bad.entries()) {
    it(`says in one line what to change in: ${text.trim()}`, async () => {
      const file = write(`bad-${index}.mjs`, text);
      const settings = await readSettings({ THREEPID_SMS: file });
      const failed: unknown = await start(settings).catch((reason: unknown) => reason);
      expect(failed).to.be.instanceOf(SettingsError);
      const [line = ''] = failed instanceof SettingsError ? failed.errors : [];
      expect(line).to.match(error).and.not.include('\n');
      expect(line.startsWith(`THREEPID_SMS: ${file} `)).to.equal(true);
    });
  }

  for (const text of ['export default () => new Promise(() => {});', 'await new Promise(() => {});'])
    it(`does not wait without end, or end without a word, for: ${text}`, async () => {
      const file = write(`waiting-${String(text.length)}.mjs`, text);
      const failed: unknown = await moduleProvider(file, {}, { loadMs: 100, closeMs: 100 })
        .open(logger, undefined)
        .catch((reason: unknown) => reason);
      const [line] = failed instanceof SettingsError ? failed.errors : [];
      expect(line).to.equal(
        `THREEPID_SMS: ${file} has made no sender within 0.1 s: something that it awaits does not come`,
      );
    });

  for (const close of ['() => new Promise(() => {})', '() => { throw new Error("no"); }'])
    it(`closes what is open beside a sender whose close is ${close}`, async () => {
      const text = `export default { name: 'p', send() {}, close: ${close} };`;
      const file = write(`open-${String(close.length)}.mjs`, text);
      const provider = moduleProvider(file, {}, { loadMs: 10_000, closeMs: 100 });
      const lines: unknown[] = [];
      const error = (...line: readonly unknown[]): void => void lines.push(line.at(-1));
      const opened = await provider.open(Object.assign(logger.child({}), { error }), undefined);
      await opened.close();
      expect(lines).to.deep.equal(['a sender could not be closed']);
    });

  it('reports a missing file with all other errors, and loads nothing to find them', async () => {
    const file = write('never.mjs', 'throw new Error("loaded");');
    const errors = await settingErrors({ PORT: 'http', THREEPID_SMS: `./gone.mjs,${file}` });
    expect(errors).to.have.length(2);
    expect(errors[1]).to.match(
      /^THREEPID_SMS: \.\/gone\.mjs isn't a file; name an existing one: .*\/gone\.mjs,/,
    );
    const folderAsFile = await settingErrors({ THREEPID_SMS: folder });
    expect(folderAsFile.join()).to.include("isn't a file");
    expect((await settingErrors({ THREEPID_SMS: 'file://elsewhere/a.mjs' })).join()).to.include(
      "isn't a file",
    );
  });

  it('refuses two senders of one name', async () => {
    const files = ['one.mjs', 'two.mjs'].map((name) => write(name, `export default ${pigeons};`));
    const failed: unknown = await start(await readSettings({ THREEPID_SMS: files.join() })).catch(String);
    expect(failed).to.include('THREEPID_SMS: two of its senders are named pigeons');
    expect(board).to.deep.equal(['close', 'close']);
  });
});

describe('startServer with a sender', () => {
  it('sends by it instead of THREEPID_SMS, shows its messages to nobody, and leaves it open', async () => {
    const sent: SmsMessage[] = [];
    const sms: SmsSender & { closed?: boolean; close(): void } = {
      name: 'own',
      send: (message) => {
        sent.push(message);
        return Promise.resolve({ kind: 'sent', messageId: '1' });
      },
      close: () => (sms.closed = true),
    };
    const texts = { THREEPID_ORIGIN: 'example.org', THREEPID_RETRIEVER_HASH: 'FA+9qCX9VSu' };
    const { summary, status } = await sendOne({ NODE_ENV: 'production', ...texts }, { sms });
    expect(status).to.equal(200);
    expect(sent.map(({ to }) => to)).to.deep.equal(['+447400123456']);
    expect(sent[0]?.text).to.match(/\nFA\+9qCX9VSu\n@example\.org #\d{6}$/);
    expect(summary).to.include('| SMS own |').and.not.include('THREEPID_SMS=console');
    expect((await sendOne({}, { sms })).summary).not.to.include('messages at');
    const shown = (await sendOne({ THREEPID_INBOX: 'on' }, { sms })).summary;
    expect(shown).to.include('messages at').and.include('WARNING: THREEPID_INBOX=on');
    expect(sms.closed).to.equal(undefined);
  });
});

describe('the summary of a server whose sender countries may not deliver', () => {
  const sms: SmsSender = {
    name: 'named',
    originFor: () => ({ from: 'Info' }),
    send: () => Promise.resolve({ kind: 'sent', messageId: '1' }),
  };
  const warningsWith = async (environment: Environment): Promise<readonly string[]> =>
    (await sendOne(environment, { sms })).summary.split('\n').slice(2);

  it('warns, one line for all countries of one rule, about those that get messages', async () => {
    const [names, generic, settled, ...others] = await warningsWith({
      THREEPID_COUNTRIES_ALLOW: 'BR,GB,CL,DE',
    });
    expect(names).to.match(/^WARNING: BR, CL: the sender Info doesn't arrive as a name; use a short code/);
    expect(generic).to.match(/^WARNING: GB: carriers block Info/);
    expect(settled).to.match(/list it in THREEPID_SENDER_WARNINGS/);
    expect(others).to.deep.equal([]);
  });

  it('leaves out what is settled, and is silent if the setting says so', async () => {
    expect((await warningsWith({ THREEPID_SENDER_WARNINGS: 'US,CA,GB' })).join()).not.to.match(
      /\b(?:US|CA|GB)\b/,
    );
    expect(await warningsWith({ THREEPID_SENDER_WARNINGS: 'off' })).to.deep.equal([]);
  });
});

function start(settings: Parameters<typeof startServer>[0], options: ServerOptions = {}) {
  return startServer({ ...settings, port: 0 }, { logger, ...options });
}

/** Starts a server, asks it for a message, and stops it. */
async function sendOne(environment: Environment, options: ServerOptions = {}) {
  const secret = { THREEPID_SECRET: 'of-a-test-'.repeat(4) };
  const server = await start(await readSettings({ ...secret, ...environment }), options);
  try {
    const body = { client_secret: 'a', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
    const { status } = await fetch(server.url + requestToken, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify(body),
    });
    return { summary: server.summary, status };
  } finally {
    await server.close();
  }
}
