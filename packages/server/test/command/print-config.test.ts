import { expect } from 'chai';
import { parseEnv } from 'node:util';
import { SettingsError, type Environment, type Setting } from 'threepid';
import { configText } from '../../dist/command/print-config.js';
import { builtInProviders } from '../../dist/providers/built-in-providers.js';
import { recipeProviders } from '../../dist/providers/recipe-providers.js';
import { settingsTable } from '../../dist/providers/settings-table.js';
import { linesOfSetting } from '../../dist/settings/shown-setting.js';

const linesOf = async (environment: Environment) => (await configText(environment)).split('\n');

describe('--print-config', () => {
  const settings = {
    NODE_ENV: 'production',
    PORT: '8091',
    THREEPID_SECRET: 'correct-horse-'.repeat(3),
    THREEPID_STORAGE: 'redis://user:pass@word@127.0.0.1:6379/1',
    THREEPID_BRAND: "Bob's #1",
    THREEPID_TERMS: '',
    THREEPID_BUDGETS: 'day=50, month=500',
    THREEPID_SMS: 'vonage,webhook',
    VONAGE_API_KEY: 'abcd1234',
    VONAGE_API_SECRET: 'battery',
    VONAGE_FROM: 'ACME',
    VONAGE_FROM_US: '12015550123',
    THREEPID_WEBHOOK_URL: 'https://sms.example.org/hook/staple',
    THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  };

  it('says what is set and what is a default, without secrets', async () => {
    const lines = await linesOf(settings);
    expect(lines).to.include.members([
      'NODE_ENV=production',
      'PORT=8091',
      '# HOST=127.0.0.1 (default)',
      '# THREEPID_SECRET=******** (set; a secret)',
      '# THREEPID_STORAGE=redis://********@127.0.0.1:6379/1 (set; without its password)',
      '# THREEPID_GUARD=enforce (default)',
      '# THREEPID_INBOX=off (default)',
      '# Settings of vonage',
      '# VONAGE_API_SECRET=******** (set; a secret)',
      'VONAGE_FROM=ACME',
      'VONAGE_FROM_US=12015550123',
    ]);
    expect(lines.join('\n')).not.to.match(/correct-horse|pass@?word@|battery|staple|whsec_/);
  });

  it('is a .env file that sets the same', async () => {
    const { PORT, THREEPID_BRAND, THREEPID_BUDGETS, THREEPID_SMS } = settings;
    const shown = { NODE_ENV: 'production', PORT, THREEPID_BRAND, THREEPID_BUDGETS, THREEPID_SMS };
    const { VONAGE_FROM, VONAGE_FROM_US } = settings;
    // `print` ends the last line.
    expect(parseEnv(`${await configText(settings)}\n`)).to.deep.equal({
      ...shown,
      VONAGE_FROM,
      VONAGE_FROM_US,
    });
  });

  const shown = (name: string, value: string) =>
    linesOfSetting({ name, fallback: '', help: '', parse: String }, { [name]: value });

  it('hides a password with spaces, one in a list, and what a declaration forgot to call a secret', () => {
    for (const url of ['redis://:pa ss@host', 'redis-cluster://u:pa ss@one:1,two:2', 'a=https://x?k=pa\tss'])
      expect(shown('THREEPID_STORAGE', url).join())
        .to.match(/^# THREEPID_STORAGE=/)
        .and.not.match(/pa\sss|\n/);
    for (const name of ['GATEWAY_AUTH', 'GATEWAY_PASS', 'GATEWAY_PWD', 'GATEWAY_CREDENTIALS'])
      expect(shown(name, 'battery')).to.deep.equal([`# ${name}=******** (set; a secret)`]);
    // Whoever opens the page sees it.
    expect(shown('GATEWAY_SITE_KEY', 'public')).to.deep.equal(['GATEWAY_SITE_KEY=public']);
  });

  it('shows what a country has for itself, of a setting that may differ', () => {
    const setting = { name: 'A', fallback: '', help: '', parse: String };
    const environment = { A: 'all', A_US: 'us', A_B: 'none', A_us: 'none' };
    expect(linesOfSetting({ ...setting, byCountry: true }, environment)).to.deep.equal(['A=all', 'A_US=us']);
    expect(linesOfSetting(setting, environment)).to.deep.equal(['A=all']);
  });

  it('writes each value so that it is read back as it was', () => {
    for (const value of ["it's \\n", 'two\nlines', '# "x"', "`a` 'b'"])
      expect(parseEnv(`${shown('A', value).join('\n')}\n`)).to.deep.equal({ A: value });
    expect(shown('A', `'"\`\nB=1`)).to.deep.equal([`# A='"\` B=1 (set; no quotes fit)`]);
  });

  it('reports all errors of the settings instead', async () => {
    const failed: unknown = await configText({ PORT: 'http', THREEPID_GUARD: 'on' }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(SettingsError).and.have.property('errors').with.length(2);
  });

  it('shows no secret of the server, a provider or a recipe', () => {
    const all: readonly Setting<unknown>[] = [
      ...Object.values(settingsTable(builtInProviders)),
      ...[...builtInProviders, ...recipeProviders()].flatMap((provider) => provider.settings),
    ];
    const secret = all.filter(({ secret: isSecret = false }) => isSecret);
    expect(secret).to.have.length.above(30);
    for (const setting of secret)
      expect(linesOfSetting(setting, { [setting.name]: 'hunter2' }).join(), setting.name).not.to.include(
        'hunter2',
      );
    const looksSecret = /SECRET|TOKEN|PASSWORD|AUTHORIZATION|SIGNING/;
    const shown = all.filter(({ name }) =>
      linesOfSetting({ name, fallback: '', help: '', parse: String }, { [name]: 'hunter2' })
        .join()
        .includes('hunter2'),
    );
    expect(
      shown.filter(({ name, secret: isSecret = false }) => looksSecret.test(name) && !isSecret),
    ).to.deep.equal([]);
  });

  it('shows no password of a URL', () => {
    const [storage] = Object.values(settingsTable(builtInProviders)).filter(
      ({ name }) => name === 'THREEPID_STORAGE',
    );
    const urls = [
      'redis://:hunter2@localhost',
      'rediss://u:hun@hunter2@localhost:1/2',
      'redis-sentinel://u:hunter2@a:1,b:2/name',
      'redis-cluster://u:hunter2@a:1,b:2',
      'redis://localhost/0?password=hunter2',
    ];
    for (const url of urls)
      expect(storage && linesOfSetting(storage, { THREEPID_STORAGE: url }).join(), url)
        .to.match(/^# THREEPID_STORAGE=redis/)
        .and.not.include('hunter2');
  });
});
