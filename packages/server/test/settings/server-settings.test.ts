import { expect } from 'chai';
import { serverSettings } from '../../dist/settings/server-settings.js';
import { settingErrors } from '../setting-errors.js';

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
  THREEPID_SMS_CALLBACKS: ['yes', 'ON', 'twilio'],
  THREEPID_SMS_ROUTING: ['cheapest', 'Adaptive'],
  THREEPID_SMS_PRICES: ['sns.GB=0.04', 'sns=0.04,worth=1', 'sns.GB=free,worth=1', 'worth=0', 'sns.UK.x=1'],
  THREEPID_CHANNELS: ['pigeon', 'telegram,twilio', 'sms'],
  THREEPID_NEXT_LINK_HOSTS: ['https://example.org', 'example.org/path', 'a b'],
  THREEPID_LIMITS: ['no', 'ON', 'true', 'perNumber=5', 'perPerson=5/1h'],
  THREEPID_GUARD: ['on', 'Enforce', 'true'],
  THREEPID_PRICES: ['GB', 'GB=free', 'UK=0.04', 'GB=0.0000001', 'GB=1,GB=2', 'sms.GB=1', 'no-such-file.json'],
  THREEPID_BUDGETS: ['50', 'day=all', 'week=50', 'XX.day=5', 'GB.hour=5', 'TJ=5', 'day=5,day=6'],
  THREEPID_CHALLENGE: ['on', 'ALTCHA', 'recaptcha'],
  THREEPID_TURNSTILE_SITE_KEY: ['a key'],
  THREEPID_TURNSTILE_SECRET: ['a key', 'clé'],
  THREEPID_TURNSTILE_URL: ['http://example.org/siteverify', 'siteverify'],
  THREEPID_HCAPTCHA_SITE_KEY: ['a key'],
  THREEPID_HCAPTCHA_SECRET: ['a key', 'clé'],
  THREEPID_HCAPTCHA_URL: ['https://a:b@example.org/siteverify'],
  THREEPID_TEST_NUMBERS: [
    '+447400123456',
    '+447400123456=12345@2030-12-31',
    '07400123456=123456@2030-12-31',
    '+447400123456=123456@soon',
    '+447400123456=123456@2030-02-30',
  ],
  THREEPID_COUNTRIES_ALLOW: ['XX', 'gb', 'GB,United Kingdom'],
  THREEPID_COUNTRIES_DENY: ['XX', 'gb'],
  THREEPID_SENDER_WARNINGS: ['yes', 'GB,XX', 'gb'],
  THREEPID_INBOX: ['yes'],
  THREEPID_SMS_REPORTS: ['yes'],
  THREEPID_BRAND: ['A name that is longer than thirty characters', 'two\nlines'],
  THREEPID_ORIGIN: ['https://example.org', 'example.org:8443'],
  THREEPID_RETRIEVER_HASH: ['FA+9qCX9VS', 'FA+9qCX9VS='],
  THREEPID_LOCALE: ['xx', '?'],
  THREEPID_DELEGATES: ['example.org', '10.0.0.0/33', '10.0.0'],
  THREEPID_DELEGATE_SECRET: ['short'],
  THREEPID_V1: ['closed'],
  THREEPID_V1_PREFIX: ['hard-to-guess', '/a b', '/a/'],
  THREEPID_TRUST_PROXY: ['proxy', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129'],
  THREEPID_HOMESERVERS: ['not a name', 'example.org=ftp://10.0.0.5'],
  THREEPID_TERMS: ['no-such-file.json', '.'],
  THREEPID_CORS: ['on', 'app.example.org', 'https://app.example.org/', '*,https://app.example.org', ','],
  THREEPID_HOOKS: ['clerk', 'Supabase', 'logto,logto'],
  THREEPID_HOOKS_SUPABASE_SECRETS: ['whsec_', 'a secret of good length', 'v1,whsec_AAAA'],
  THREEPID_HOOKS_LOGTO_AUTHORIZATION: ['Bearer x', ','],
  THREEPID_HOOKS_KRATOS_AUTHORIZATION: ['Basic x'],
  THREEPID_HOOKS_ZITADEL_SIGNING_KEY: ['short'],
  THREEPID_HOOKS_TEXT: ['mine', 'OURS'],
  THREEPID_PROCESSES: ['0', '513', '1.5', 'Auto', 'all'],
  THREEPID_KEEP_ALIVE_SECONDS: ['0', '3601', 'long'],
  THREEPID_READY: ['sms', 'all', 'storage, sms'],
  THREEPID_LOG_LEVEL: ['loud', 'INFO'],
  THREEPID_METRICS: ['on', '127.0.0.1', '127.0.0.1:65536', '::1:9464', '[12:]:9464', 'http://127.0.0.1:9464'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['127.0.0.1:4318', 'grpc://127.0.0.1:4317'],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['collector'],
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ['collector'],
  OTEL_METRIC_EXPORT_INTERVAL: ['0', '1m'],
};
/** Any text will do. */
const free = [
  'THREEPID_INDEX_SECRET',
  'HOST',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_SDK_DISABLED',
];

describe('the settings of the server', () => {
  it('are each tried with a wrong value here', () => {
    const names = Object.values(serverSettings([])).map(({ name }) => name);
    expect([...Object.keys(wrong), ...free]).to.have.members(names);
  });

  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuse ${name}=${JSON.stringify(value)}, by name, and say what it must be`, async () => {
        const errors = await settingErrors({ [name]: value });
        expect(errors).to.have.length(1);
        expect(errors[0]).to.match(new RegExp(`^${name}: .*(must|write|there are|needs|is needed)`));
      });
    }
  }

  for (const challenge of ['turnstile', 'hcaptcha'])
    it(`ask for both keys with THREEPID_CHALLENGE=${challenge}, unless they can't be read`, async () => {
      const prefix = `THREEPID_${challenge.toUpperCase()}`;
      const needed = `is needed with THREEPID_CHALLENGE=${challenge}`;
      expect(await settingErrors({ THREEPID_CHALLENGE: challenge })).to.deep.equal([
        `${prefix}_SITE_KEY: ${needed}`,
        `${prefix}_SECRET: ${needed}`,
      ]);
      expect(
        await settingErrors({ THREEPID_CHALLENGE: challenge, [`${prefix}_SITE_KEY`]: 'a b' }),
      ).to.deep.equal([
        `${prefix}_SITE_KEY: must be a string without spaces that is not empty`,
        `${prefix}_SECRET: ${needed}`,
      ]);
      const keys = { [`${prefix}_SITE_KEY`]: 'public', [`${prefix}_SECRET`]: 'secret' };
      expect(await settingErrors({ THREEPID_CHALLENGE: challenge, ...keys })).to.deep.equal([]);
    });

  it('tell every error at once', async () => {
    const firsts = Object.entries(wrong).map(([name, [value = '']]) => [name, value] as const);
    const errors = await settingErrors(Object.fromEntries(firsts));
    expect(errors.map((error) => error.split(':')[0])).to.have.members(Object.keys(wrong));
  });

  for (const value of [
    'not a name',
    'example.org=ftp://10.0.0.5',
    'example.org=https://user:hidden@10.0.0.5',
  ]) {
    it(`speak of homeservers where THREEPID_HOMESERVERS=${value} can't be read`, async () => {
      const [error = ''] = await settingErrors({ THREEPID_HOMESERVERS: value });
      expect(error).to.match(/homeserver.*write \S*example\.org/);
      expect(error).not.to.match(/identity server|id\.example\.org|hidden/);
    });
  }
});
