import { expect } from 'chai';
import { readSettings } from 'threepid';
import { settingErrors } from '../setting-errors.js';

describe('settings that must fit each other', () => {
  it('ask for no replicas of the memory storage, and say what has some', async () => {
    const replicas = { THREEPID_REDIS_WAIT_REPLICAS: '1' };
    expect(await settingErrors(replicas)).to.have.length(1);
    expect((await settingErrors(replicas))[0]).to.match(
      /^THREEPID_REDIS_WAIT_REPLICAS: .*memory.*THREEPID_STORAGE/,
    );
    const redis = { THREEPID_STORAGE: 'redis://127.0.0.1:1', THREEPID_SECRET: 'new-'.repeat(8) };
    expect((await readSettings({ ...redis, ...replicas })).waitReplicas).to.equal(1);
  });

  it('want a secret with any storage that outlives the process', async () => {
    const [error = ''] = await settingErrors({ THREEPID_STORAGE: 'redis://127.0.0.1:6379' });
    expect(error).to.match(/^THREEPID_SECRET: is needed.*openssl rand/);
  });

  it('let several processes share neither memory nor an inbox', async () => {
    const errors = await settingErrors({ THREEPID_PROCESSES: '2', THREEPID_INBOX: 'on' });
    expect(errors).to.have.length(2);
    expect(errors[0]).to.match(/^THREEPID_PROCESSES: .*memory.*THREEPID_STORAGE/);
    expect(errors[1]).to.match(/^THREEPID_INBOX: .*THREEPID_PROCESSES to 1/);
    const redis = { THREEPID_STORAGE: 'redis://127.0.0.1:1', THREEPID_SECRET: 'new-'.repeat(8) };
    const read = (count: string) => readSettings({ ...redis, THREEPID_PROCESSES: count });
    expect(await read('2')).to.include({ processes: 2, inbox: false });
    expect(await read('1')).to.include({ processes: 1, inbox: true });
  });

  it('route by results only where there is a choice, and by prices only by results', async () => {
    const [alone = ''] = await settingErrors({ THREEPID_SMS_ROUTING: 'adaptive' });
    expect(alone).to.match(/^THREEPID_SMS_ROUTING: .*THREEPID_SMS/);
    const [priced = ''] = await settingErrors({ THREEPID_SMS_PRICES: 'console.default=0.04,worth=1' });
    expect(priced).to.match(/^THREEPID_SMS_PRICES: .*THREEPID_SMS_ROUTING=adaptive/);
    const unreported = await settingErrors({ THREEPID_SMS_ROUTING: 'adaptive', THREEPID_SMS_REPORTS: 'off' });
    expect(unreported[0]).to.match(/^THREEPID_SMS_REPORTS: .*adaptive/);
  });

  it('refuse in production what is for development alone', async () => {
    const errors = await settingErrors({
      NODE_ENV: 'production',
      THREEPID_INBOX: 'on',
      THREEPID_SECRET: 'short',
    });
    expect(errors.join('\n'))
      .to.match(/THREEPID_INBOX: .*production/)
      .and.match(/THREEPID_SECRET: .*production/);
  });

  it('let nobody be for delegates alone who has none, by address or by secret', async () => {
    const errors = await settingErrors({ THREEPID_V1: 'delegates' });
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(/^THREEPID_V1: .*THREEPID_DELEGATES.*THREEPID_DELEGATE_SECRET/);
    const secret = { THREEPID_DELEGATE_SECRET: 'a-secret-of-some-length' };
    for (const one of [{ THREEPID_DELEGATES: '10.1.2.3' }, secret])
      expect(await settingErrors({ THREEPID_V1: 'delegates', ...one })).to.deep.equal([]);
    const unreadable = await settingErrors({ THREEPID_V1: 'delegates', THREEPID_DELEGATES: 'example.org' });
    expect(unreadable.map((error) => error.split(':')[0])).to.deep.equal(['THREEPID_DELEGATES']);
  });

  it('serve metrics on a port of their own', async () => {
    expect(await settingErrors({ PORT: '9464', THREEPID_METRICS: '127.0.0.1:9464' })).to.deep.equal([
      'THREEPID_METRICS: must be another port than PORT: metrics have one of their own',
    ]);
    expect(await settingErrors({ PORT: '0', THREEPID_METRICS: '127.0.0.1:0' })).to.deep.equal([]);
  });

  it('send telemetry as OpenTelemetry can, and ask only if any is sent', async () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_METRICS_EXPORTER: 'console',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_TRACES_SAMPLER_ARG: '2',
    };
    expect(await settingErrors(wrong)).to.deep.equal([]);
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    const errors = await settingErrors({ ...endpoint, ...wrong });
    expect(errors.map((error) => error.split(':')[0])).to.have.members(Object.keys(wrong));
    for (const error of errors) expect(error).to.match(/: must be /);
    expect(await settingErrors({ ...endpoint, ...wrong, OTEL_SDK_DISABLED: 'TRUE' })).to.deep.equal([]);
    expect(await settingErrors(endpoint)).to.deep.equal([]);
  });
});
