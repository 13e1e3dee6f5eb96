import { expect } from 'chai';
import { readSettings, SettingsError, type Environment } from 'threepid';
import { help } from '../dist/help.js';
import { serverSettings } from '../dist/settings.js';
import { providerSettings } from '../dist/sms-settings.js';

/** A value that can't be right, for every setting of which there is one. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  PORT: ['http', '-1', '65536', '80.5', '0x50', '1e3'],
  // The last is one that documentation shows.
  THREEPID_SECRET: [',', ' , ,', '...'],
  THREEPID_PUBLIC_URL: [
    'example.org',
    'ftp://example.org',
    'https://a:b@example.org',
    'https://example.org/?a=b',
    'https://example.org/#a',
  ],
  THREEPID_STORAGE: ['disk', 'redis:', 'redis-sentinel://127.0.0.1:1', 'http://127.0.0.1'],
  THREEPID_MAX_SESSIONS: ['0', '-5', 'many', '10000001'],
  THREEPID_REDIS_WAIT_REPLICAS: ['-1', '11', 'all', '0.5'],
  THREEPID_SMS: ['pigeon', 'console,pigeon', 'console,console', ','],
  THREEPID_SMS_ON_UNKNOWN: ['maybe'],
  THREEPID_NEXT_LINK_HOSTS: ['https://example.org', 'example.org/path', 'a b'],
  THREEPID_LIMITS: ['no', 'ON', 'true'],
  THREEPID_TEST_NUMBERS: [
    '+447400123456',
    '+447400123456=12345@2030-12-31',
    '07400123456=123456@2030-12-31',
    '+447400123456=123456@soon',
    '+447400123456=123456@2030-02-30',
  ],
  THREEPID_COUNTRIES_ALLOW: ['XX', 'gb', 'GB,United Kingdom'],
  THREEPID_COUNTRIES_DENY: ['XX', 'gb'],
  THREEPID_INBOX: ['yes'],
  THREEPID_BRAND: ['A name that is longer than thirty characters', 'two\nlines'],
  THREEPID_LOCALE: ['xx', '?'],
  THREEPID_DELEGATES: ['example.org', '10.0.0.0/33', '10.0.0'],
  THREEPID_DELEGATE_SECRET: ['short'],
  THREEPID_V1: ['closed'],
  THREEPID_V1_PREFIX: ['hard-to-guess', '/a b', '/a/'],
  THREEPID_TRUST_PROXY: ['proxy', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129'],
  THREEPID_HOMESERVERS: ['not a name', 'example.org=ftp://10.0.0.5'],
  THREEPID_TERMS: ['no-such-file.json', '.'],
  THREEPID_CORS: ['on', 'app.example.org', 'https://app.example.org/', '*,https://app.example.org', ','],
  THREEPID_KEEP_ALIVE_SECONDS: ['0', '3601', 'long'],
  THREEPID_LOG_LEVEL: ['loud', 'INFO'],
};
/** What a provider's settings need to be taken. */
const taken: Readonly<Record<string, Environment>> = {
  sns: { AWS_REGION: 'eu-west-1' },
  twilio: {
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_FROM: '+15005550006',
  },
  webhook: {
    THREEPID_WEBHOOK_URL: 'https://sms.example.org/send',
    THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  },
  smpp: { SMPP_HOST: '127.0.0.1', SMPP_SYSTEM_ID: 'threepid' },
};

/** Settings of a provider that can't be right, one error each; '' takes one away. The first is the one reported. */
const wrongOfProviders: Readonly<Record<string, readonly Environment[]>> = {
  sns: [
    { AWS_REGION: 'eu west' },
    { THREEPID_SNS_SENDER_ID: 'longer than eleven' },
    { THREEPID_SNS_ORIGINATION_NUMBER: 'Shop' },
    { THREEPID_SNS_MAX_PRICE_USD: 'cheap' },
    { THREEPID_SNS_ENTITY_ID: '1'.repeat(51) },
    { THREEPID_SNS_TEMPLATE_ID: '1'.repeat(51) },
  ],
  twilio: [
    { TWILIO_ACCOUNT_SID: 'AC123' },
    { TWILIO_AUTH_TOKEN: '' },
    { TWILIO_AUTH_TOKEN: 'token', TWILIO_API_KEY: 'SK1' },
    { TWILIO_FROM: '' },
    { TWILIO_FROM: '+15005550006', TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}` },
    { TWILIO_MESSAGING_SERVICE_SID: 'MG1', TWILIO_FROM: '' },
    { TWILIO_BASE_URL: 'http://api.twilio.com' },
    { TWILIO_BASE_URL: 'http://127.0.0.1:6000' },
  ],
  webhook: [
    { THREEPID_WEBHOOK_URL: 'sms.example.org' },
    { THREEPID_WEBHOOK_URL: 'http://sms.example.org' },
    { THREEPID_WEBHOOK_URL: 'http://127.0.0.1:6000/send' },
    { THREEPID_WEBHOOK_URL: 'https://sms.example.org:10080/send' },
    { THREEPID_WEBHOOK_SECRET: 'correct-horse-battery' },
  ],
  smpp: [
    { SMPP_HOST: '' },
    { SMPP_PORT: 'http' },
    { SMPP_TLS: 'yes' },
    { SMPP_SYSTEM_ID: '' },
    { SMPP_SOURCE: 'A name that is too long' },
  ],
};

/** Any text will do. */
const free = ['THREEPID_INDEX_SECRET', 'HOST'];

describe('the settings', () => {
  it('have defaults that start a server for this machine alone', async () => {
    const settings = await readSettings({});
    expect(settings).to.include({
      host: '127.0.0.1',
      port: 8090,
      limits: 'on',
      logLevel: 'info',
      production: false,
    });
    expect(settings.storage).to.deep.equal({ kind: 'memory' });
    expect(settings.sms).to.deep.equal(['console']);
    expect(settings.secrets).to.deep.equal([]);
  });

  it('take what is empty or blank for left out, and forgive spaces around a value', async () => {
    const blank = Object.fromEntries(Object.values(serverSettings).map(({ name }) => [name, '  ']));
    expect(await readSettings(blank)).to.deep.equal(await readSettings({}));
    expect((await readSettings({ PORT: ' 1234 ' })).port).to.equal(1234);
  });

  it('are read from a list, newest secret first', async () => {
    const secrets = ['new-'.repeat(8), 'old-'.repeat(8)];
    expect((await readSettings({ THREEPID_SECRET: secrets.join(', ') })).secrets).to.deep.equal(secrets);
  });

  it('have the origins of web pages as all, a list or none', async () => {
    expect((await readSettings({})).cors).to.equal('*');
    expect((await readSettings({ THREEPID_CORS: 'off' })).cors).to.equal(false);
    const listed = await readSettings({ THREEPID_CORS: 'https://app.example.org, http://localhost:3000' });
    expect(listed.cors).to.deep.equal(['https://app.example.org', 'http://localhost:3000']);
  });

  it('ask for no replicas of the memory storage, and say what has some', async () => {
    const replicas = { THREEPID_REDIS_WAIT_REPLICAS: '1' };
    expect(await faultsOf(replicas)).to.have.length(1);
    expect((await faultsOf(replicas))[0]).to.match(
      /^THREEPID_REDIS_WAIT_REPLICAS: .*memory.*THREEPID_STORAGE/,
    );
    const redis = { THREEPID_STORAGE: 'redis://127.0.0.1:1', THREEPID_SECRET: 'new-'.repeat(8) };
    expect((await readSettings({ ...redis, ...replicas })).waitReplicas).to.equal(1);
  });

  it('let a test number live until the end of its day, UTC', async () => {
    const { testNumbers } = await readSettings({ THREEPID_TEST_NUMBERS: '+447400123456=012345@2030-12-31' });
    expect(testNumbers).to.deep.equal([
      { number: '+447400123456', code: '012345', until: Date.UTC(2031, 0, 1) },
    ]);
  });

  it('are each tried with a wrong value here', () => {
    const names = Object.values(serverSettings).map(({ name }) => name);
    expect([...Object.keys(wrong), ...free]).to.have.members(names);
  });

  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuse ${name}=${JSON.stringify(value)}, by name, and say what it must be`, async () => {
        const faults = await faultsOf({ [name]: value });
        expect(faults).to.have.length(1);
        expect(faults[0]).to.match(new RegExp(`^${name}: .*(must|write|there are|needs|is needed)`));
      });
    }
  }

  for (const [name, environments] of Object.entries(wrongOfProviders)) {
    for (const environment of environments) {
      const [[variable, value] = ['', '']] = Object.entries(environment);
      it(`refuse ${variable}=${JSON.stringify(value)} with ${name}, by its variable, and say what it must be`, async () => {
        const faults = await faultsOf({ THREEPID_SMS: name, ...taken[name], ...environment });
        expect(faults).to.have.length(1);
        expect(faults[0]).to.match(new RegExp(`^${variable}: .*(must|give|is needed|whsec_ and|neither)`));
        expect(faults[0]).not.to.match(/correct-horse|accountSid|messagingServiceSid|byCountry|senderId/);
      });
    }
  }

  it('tell the errors of all providers at once, and those of the server itself', async () => {
    const faults = await faultsOf({
      PORT: 'http',
      THREEPID_SMS: 'sns,twilio,webhook,smpp',
      AWS_REGION: 'eu west',
      THREEPID_SNS_SENDER_ID: 'longer than eleven',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_API_KEY: 'SK1',
      THREEPID_WEBHOOK_URL: 'http://127.0.0.1:6000/send',
      SMPP_HOST: '127.0.0.1',
      SMPP_SYSTEM_ID: 'threepid',
      SMPP_SOURCE: 'A name that is too long',
    });
    expect(faults.map((fault) => fault.split(':')[0])).to.have.members([
      'PORT',
      'AWS_REGION',
      'THREEPID_SNS_SENDER_ID',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM',
      'THREEPID_WEBHOOK_URL',
      'THREEPID_WEBHOOK_SECRET',
      'SMPP_SOURCE',
    ]);
  });

  it('tell every fault at once', async () => {
    const firsts = Object.entries(wrong).map(([name, [value = '']]) => [name, value] as const);
    const faults = await faultsOf(Object.fromEntries(firsts));
    expect(faults.map((fault) => fault.split(':')[0])).to.have.members(Object.keys(wrong));
  });

  it('never repeat a secret, or a password of an address, in what they tell', async () => {
    const hidden = 'correct-horse-battery';
    const faults = (
      await faultsOf({
        THREEPID_STORAGE: `redis-sentinel://user:${hidden}@127.0.0.1:1`,
        THREEPID_DELEGATE_SECRET: 'tiny-secret',
        NODE_ENV: 'production',
        THREEPID_SECRET: 'little-secret',
      })
    ).join('\n');
    expect(faults)
      .to.include('THREEPID_STORAGE')
      .and.include('THREEPID_DELEGATE_SECRET')
      .and.include('THREEPID_SECRET');
    expect(faults).not.to.match(new RegExp(`${hidden}|tiny-secret|little-secret`));
  });

  it('want a secret with any storage that outlives the process', async () => {
    const [fault = ''] = await faultsOf({ THREEPID_STORAGE: 'redis://127.0.0.1:6379' });
    expect(fault).to.match(/^THREEPID_SECRET: is needed.*openssl rand/);
  });

  it('refuse in production what is for development alone', async () => {
    const faults = await faultsOf({ NODE_ENV: 'production', THREEPID_INBOX: 'on', THREEPID_SECRET: 'short' });
    expect(faults.join('\n'))
      .to.match(/THREEPID_INBOX: .*production/)
      .and.match(/THREEPID_SECRET: .*production/);
  });

  it('ask for those of a provider that is named, and of no other', async () => {
    const faults = (await faultsOf({ THREEPID_SMS: 'webhook,smpp' })).join('\n');
    for (const name of ['THREEPID_WEBHOOK_URL', 'THREEPID_WEBHOOK_SECRET', 'SMPP_HOST']) {
      expect(faults).to.match(new RegExp(`${name}: is needed: .+`));
    }
    expect(faults).not.to.include('TWILIO');
    expect((await readSettings({ THREEPID_SMS: 'sns', AWS_REGION: 'eu-west-1' })).sms).to.deep.equal(['sns']);
  });

  it('let nobody be for delegates alone who has none, by address or by secret', async () => {
    const faults = await faultsOf({ THREEPID_V1: 'delegates' });
    expect(faults).to.have.length(1);
    expect(faults[0]).to.match(/^THREEPID_V1: .*THREEPID_DELEGATES.*THREEPID_DELEGATE_SECRET/);
    const secret = { THREEPID_DELEGATE_SECRET: 'a-secret-of-some-length' };
    for (const one of [{ THREEPID_DELEGATES: '10.1.2.3' }, secret])
      expect(await faultsOf({ THREEPID_V1: 'delegates', ...one })).to.deep.equal([]);
    const unreadable = await faultsOf({ THREEPID_V1: 'delegates', THREEPID_DELEGATES: 'example.org' });
    expect(unreadable.map((fault) => fault.split(':')[0])).to.deep.equal(['THREEPID_DELEGATES']);
  });

  for (const value of [
    'not a name',
    'example.org=ftp://10.0.0.5',
    'example.org=https://user:hidden@10.0.0.5',
  ]) {
    it(`speak of homeservers where THREEPID_HOMESERVERS=${value} can't be read`, async () => {
      const [fault = ''] = await faultsOf({ THREEPID_HOMESERVERS: value });
      expect(fault).to.match(/homeserver.*write \S*example\.org/);
      expect(fault).not.to.match(/identity server|id\.example\.org|hidden/);
    });
  }

  it('are all in --help, with their defaults', () => {
    const text = help('1.2.3');
    const providers = Object.values(providerSettings).flatMap((table) =>
      Object.values<{ name: string; fallback: string }>(table),
    );
    for (const { name, fallback } of [...Object.values(serverSettings), ...providers]) {
      const line = new RegExp(
        `^ {2}${name}${fallback === '' ? '' : ` \\(default: ${fallback.replace('*', '\\*')}\\)`}$`,
        'm',
      );
      expect(text, name).to.match(line);
    }
    expect(text).to.include('threepid 1.2.3');
  });
});

async function faultsOf(environment: Environment): Promise<readonly string[]> {
  try {
    await readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}
