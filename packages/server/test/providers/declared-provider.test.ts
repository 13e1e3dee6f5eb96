import { startVonagePeer, type SmsHttpPeer, type VonagePeerMessage } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, startServer, type Environment } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { help } from '../../dist/help.js';
import { settingErrors } from '../setting-errors.js';
import { requestToken } from '../test-server.js';

const account = { apiKey: 'abcd1234', apiSecret: 'Sekret0123' };
const environment = {
  THREEPID_SMS: 'vonage',
  VONAGE_API_KEY: account.apiKey,
  VONAGE_API_SECRET: account.apiSecret,
  VONAGE_FROM: 'ACME',
};

const declaration = {
  name: 'mine',
  documentation: 'Mine',
  settings: { token: { variable: 'MINE_TOKEN', help: 'The token.', secret: true } },
  request: {
    url: 'https://api.example.com/sms',
    authentication: { bearer: '{token}' },
    json: { to: '{to}' },
  },
  answers: [{ when: { status: 200 }, then: 'sent' }],
};

describe('THREEPID_SMS with a recipe', () => {
  let peer: SmsHttpPeer<VonagePeerMessage>;
  before(async () => {
    peer = await startVonagePeer(account);
  });
  after(() => peer.close());

  it('sends by it, from the sender of the country, and turns forged receipts away', async () => {
    const settings = await readSettings({
      ...environment,
      VONAGE_BASE_URL: peer.url,
      VONAGE_FROM_GB: '447700900000',
      VONAGE_SIGNATURE_SECRET: 'Sekret of signatures',
      THREEPID_SECRET: 'x'.repeat(32),
      PORT: '0',
    });
    const server = await startServer(settings, { logger: createLogger('silent') });
    try {
      const parts = { client_secret: 's', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify(parts);
      const { status } = await fetch(server.url + requestToken, { method: 'POST', headers, body });
      expect(status).to.equal(200);
      expect(server.summary).to.include('| SMS vonage |');
      expect(peer.messages).to.have.length(1);
      expect(peer.messages[0]).to.include({ to: '+447400123456', from: '447700900000' });
      const forged = `${server.url}/_threepid/callbacks/vonage?messageId=1&status=failed&sig=00`;
      expect((await fetch(forged)).status).to.equal(403);
    } finally {
      await server.close();
    }
  });

  it('has its errors by variable', async () => {
    const errors = await settingErrors({
      THREEPID_SMS: 'vonage',
      VONAGE_API_KEY: 'x',
      VONAGE_CONVERSIONS: 'yes',
      VONAGE_BASE_URL: 'http://example.com',
    });
    expect(errors).to.deep.equal([
      'VONAGE_BASE_URL: must be https, or http on a loopback host',
      "VONAGE_API_SECRET: must be set: The account's API secret.",
      'VONAGE_FROM: must be set: The number or name that messages come from.',
      'VONAGE_CONVERSIONS: must be on, or not set',
    ]);
  });

  it('is listed in --help, with its settings if it is named, and without their values', () => {
    expect(help('1.2.3'))
      .to.match(/^Recipes, for THREEPID_SMS too: [^.]*vonage/m)
      .and.not.include('VONAGE_API_KEY');
    const text = help('1.2.3', undefined, environment);
    expect(text)
      .to.include('With THREEPID_SMS=vonage:\n\n  VONAGE_API_KEY\n')
      .and.not.include(account.apiSecret);
    expect(text.replace(/\s+/g, ' ')).to.include('VONAGE_FROM_US for the United States');
  });
});

describe('THREEPID_SMS with the path of a declaration', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'threepid-declaration-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };

  it('reads it, beside others', async () => {
    const file = write('mine.json', declaration);
    const set: Environment = { ...environment, THREEPID_SMS: `vonage,${file}`, MINE_TOKEN: 'Sekret' };
    expect(await settingErrors(set)).to.deep.equal([]);
    expect(help('1.2.3', undefined, set)).to.include(`With THREEPID_SMS=${file}:\n\n  MINE_TOKEN\n`);
  });

  it('has all its errors, by file and path', async () => {
    const wrong = { ...declaration, nam: 1, request: { ...declaration.request, json: { to: '{too}' } } };
    const file = write('wrong.json', wrong);
    expect(await settingErrors({ THREEPID_SMS: file })).to.deep.equal([
      `THREEPID_SMS: ${file}: nam is unknown; did you mean name?`,
      `THREEPID_SMS: ${file}: request.json.to has the unknown placeholder {too}; did you mean to?`,
    ]);
    expect(await settingErrors({ THREEPID_SMS: write('mine.json', declaration) })).to.deep.equal([
      'MINE_TOKEN: must be set: The token.',
    ]);
  });

  it('takes the path, or a recipe, from THREEPID_SMS_HTTP too', async () => {
    const file = write('mine.json', declaration);
    const set: Environment = { THREEPID_SMS: 'http', THREEPID_SMS_HTTP: file };
    const [missing] = await settingErrors(set);
    expect(missing).to.equal('MINE_TOKEN: must be set: The token.');
    const { providers } = await readSettings({ ...set, MINE_TOKEN: 'Sekret' });
    expect((await providers[0]?.open(createLogger('silent')))?.sender.name).to.equal('mine');
    expect(help('1.2.3', undefined, set)).to.include('  MINE_TOKEN\n');
    const recipe = await readSettings({ ...environment, THREEPID_SMS: 'http', THREEPID_SMS_HTTP: 'vonage' });
    expect(recipe.providers.map(({ name }) => name)).to.deep.equal(['vonage']);
    const wrong = write('wrong.json', { ...declaration, nam: 1 });
    expect(await settingErrors({ ...set, THREEPID_SMS_HTTP: wrong })).to.deep.equal([
      `THREEPID_SMS_HTTP: ${wrong}: nam is unknown; did you mean name?`,
    ]);
  });

  it('says what is wrong with a file that is no declaration', async () => {
    const file = write('cut.json', '{"name": ');
    const [cut] = await settingErrors({ THREEPID_SMS: file });
    expect(cut).to.match(/^THREEPID_SMS: .*cut\.json: isn't JSON: /);
    expect(await settingErrors({ THREEPID_SMS: 'file://elsewhere/a.json' })).to.have.length(1);
    const missing = join(folder, 'none.json');
    expect(await settingErrors({ THREEPID_SMS: missing })).to.deep.equal([
      `THREEPID_SMS: ${missing}: can't be read; name an existing one: this is ${missing}, seen from the working directory`,
    ]);
  });
});
