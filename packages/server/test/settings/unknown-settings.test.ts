import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Environment } from 'threepid';
import { settingErrors } from '../setting-errors.js';

const ofOwn = '--help lists all; names of your own may begin with THREEPID_X_';

describe('variables that are no settings', () => {
  const unknown: Readonly<Record<string, string>> = {
    THREEPID_SMSS: 'did you mean THREEPID_SMS?',
    THREEPID_STROAGE: 'did you mean THREEPID_STORAGE?',
    THREEPID_PORT: 'did you mean PORT?',
    THREEPID_HOST: 'did you mean HOST?',
    THREEPID_WEBHOOK_URI: 'did you mean THREEPID_WEBHOOK_URL?',
    THREEPID_GATEWAY_TOKEN: ofOwn,
    THREPID_SMS: 'did you mean THREEPID_SMS?',
    threepid_secret: 'did you mean THREEPID_SECRET?',
  };

  it('stop the start if they begin as settings do: each with what was meant, and all other errors', async () => {
    const environment = Object.fromEntries(Object.keys(unknown).map((name) => [name, 'sns']));
    const errors = await settingErrors({ ...environment, THREEPID_GUARD: 'on' });
    const expected = Object.entries(unknown).map(([name, hint]) => `${name}: no such setting; ${hint}`);
    expect(errors)
      .to.include.members(expected)
      .and.have.length(expected.length + 1);
  });

  it('do not stop it if they are empty, or of a kind that others set', async () => {
    const cluster = {
      THREEPID_SERVICE_HOST: '10.0.0.1',
      THREEPID_SERVICE_PORT: '8090',
      THREEPID_SERVICE_PORT_HTTP: '8090',
      THREEPID_PORT: 'tcp://10.0.0.1:8090',
      THREEPID_PORT_8090_TCP: 'tcp://10.0.0.1:8090',
      THREEPID_PORT_8090_TCP_PROTO: 'tcp',
      THREEPID_PORT_8090_TCP_PORT: '8090',
      THREEPID_PORT_8090_TCP_ADDR: '10.0.0.1',
      THREEPID_REDIS_SERVICE_HOST: '10.0.0.2',
      THREEPID_REDIS_PORT: 'tcp://10.0.0.2:6379',
      THREEPID_REDIS_PORT_6379_TCP_ADDR: '10.0.0.2',
    };
    const ofOthers = {
      THREEPID_SMSS: ' ',
      THREEPID_REDIS_SERVER: 'redis',
      THREEPID_X_LOFT: 'north',
      THREEPIO_HOST: 'x',
    };
    expect(await settingErrors({ ...cluster, ...ofOthers })).to.deep.equal([]);
  });

  it('stop it if they only look like those of a cluster: somebody may have meant PORT', async () => {
    const mistyped = { THREEPID_PORT: '8090', THREEPID_SERVICE_PORT: 'http' };
    const errors = await settingErrors(mistyped);
    expect(errors.map((error) => error.split(';')[0])).to.deep.equal([
      'THREEPID_PORT: no such setting',
      'THREEPID_SERVICE_PORT: no such setting',
    ]);
  });

  const vonage = {
    THREEPID_SMS: 'vonage',
    VONAGE_API_KEY: 'abcd1234',
    VONAGE_API_SECRET: 'secret',
    VONAGE_FROM: 'ACME',
  };
  const warnings = async (environment: Environment) => (await readSettings(environment)).warnings;

  it('are warned about, if they begin as those of a provider in use do', async () => {
    expect(await warnings({ ...vonage, VONAGE_FROM_US: '12015550123', VONAGE_BASE_URL: '' })).to.deep.equal(
      [],
    );
    const misspelt = { VONAGE_FROM_USA: '12015550123', VONAGE_API_SECRETS: 'x', VONAGE_REGION: 'eu' };
    expect(await warnings({ ...vonage, ...misspelt })).to.deep.equal([
      'VONAGE_API_SECRETS: no setting of vonage; did you mean VONAGE_API_SECRET?',
      'VONAGE_FROM_USA: no setting of vonage; a country has two letters there, as in VONAGE_FROM_US',
      'VONAGE_REGION: no setting of vonage; --help lists them',
    ]);
    const { THREEPID_SMS: recipe, ...own } = vonage;
    const named = { ...own, THREEPID_SMS: 'http', THREEPID_SMS_HTTP: recipe, VONAGE_REGION: 'eu' };
    expect(await warnings(named)).to.have.length(1);
  });

  it('are warned about, if they are those of a provider that is not in use', async () => {
    const shared = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };
    const others = { AWS_REGION: 'eu-west-1', THREEPID_SNS_SENDER_ID: 'ACME' };
    expect(await warnings({ ...shared, ...others, TWILIO_FROM: '+15005550006' })).to.deep.equal([
      'THREEPID_SNS_SENDER_ID: not read, because neither THREEPID_SMS nor THREEPID_CHANNELS names sns.',
      'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: not read, because neither THREEPID_SMS nor THREEPID_CHANNELS names twilio.',
    ]);
    const voice = { THREEPID_CHANNELS: 'voice', THREEPID_VOICE_FROM: '+15005550006' };
    const atOnce = { ...voice, THREEPID_VOICE_READ_AT_ONCE: 'on' };
    expect(await warnings({ ...shared, ...atOnce })).to.deep.equal([]);
  });

  it('may be those of a declaration of your own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threepid-declaration-'));
    const file = join(folder, 'loft.json');
    writeFileSync(
      file,
      JSON.stringify({
        name: 'loft',
        documentation: 'The loft',
        settings: { token: { variable: 'LOFT_TOKEN', help: 'Its token.', secret: true } },
        request: { url: 'https://loft.example.org/{token}', json: { to: '{to}', text: '{text}' } },
        answers: [{ when: { status: '2xx' }, then: 'sent' }],
      }),
    );
    const loft = { THREEPID_SMS: file, LOFT_TOKEN: 'a' };
    expect(await warnings({ ...loft, LOFT_TOKENS: 'b' })).to.deep.equal([
      `LOFT_TOKENS: no setting of ${file}; did you mean LOFT_TOKEN?`,
    ]);
    rmSync(folder, { recursive: true });
  });
});
