import { expect } from 'chai';
import { readSettings, type Settings } from 'threepid';
import { serverSettings } from '../dist/settings/server-settings.js';
import { settingErrors } from './setting-errors.js';

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
    const blank = Object.fromEntries(Object.values(serverSettings([])).map(({ name }) => [name, '  ']));
    const [fromBlank, fromNothing] = [await readSettings(blank), await readSettings({})];
    const namesOf = ({ providers }: Settings) => providers.map(({ name }) => name);
    expect(namesOf(fromBlank)).to.deep.equal(namesOf(fromNothing)).and.deep.equal(['console']);
    expect({ ...fromBlank, providers: [] }).to.deep.equal({ ...fromNothing, providers: [] });
    expect((await readSettings({ PORT: ' 1234 ' })).port).to.equal(1234);
  });

  it('switch the guard off with all limits, unless its mode is set', async () => {
    const modeOf = async (environment: Record<string, string>) => (await readSettings(environment)).guard;
    expect(await modeOf({})).to.equal('enforce');
    expect(await modeOf({ THREEPID_LIMITS: 'off' })).to.equal('off');
    expect(await modeOf({ THREEPID_LIMITS: 'off', THREEPID_GUARD: 'enforce' })).to.equal('enforce');
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

  it('let a test number live until the end of its day, UTC', async () => {
    const { testNumbers } = await readSettings({ THREEPID_TEST_NUMBERS: '+447400123456=012345@2030-12-31' });
    expect(testNumbers).to.deep.equal([
      { number: '+447400123456', code: '012345', until: Date.UTC(2031, 0, 1) },
    ]);
  });

  it('never repeat a secret, or a password of an address, in what they tell', async () => {
    const hidden = 'correct-horse-battery';
    const errors = (
      await settingErrors({
        THREEPID_STORAGE: `redis-sentinel://user:${hidden}@127.0.0.1:1`,
        THREEPID_DELEGATE_SECRET: 'tiny-secret',
        NODE_ENV: 'production',
        THREEPID_SECRET: 'little-secret',
      })
    ).join('\n');
    expect(errors)
      .to.include('THREEPID_STORAGE')
      .and.include('THREEPID_DELEGATE_SECRET')
      .and.include('THREEPID_SECRET');
    expect(errors).not.to.match(new RegExp(`${hidden}|tiny-secret|little-secret`));
  });
});
