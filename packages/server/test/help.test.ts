import { expect } from 'chai';
import { help } from '../dist/help.js';
import { builtInProviders } from '../dist/providers/built-in-providers.js';
import { serverSettings } from '../dist/settings/server-settings.js';

describe('--help', () => {
  it('says what signals do', () => {
    expect(help('1.2.3')).to.match(/SIGTERM or SIGINT[^]*second signal\s+after 3\s+seconds/);
  });

  it('shows the options of serve, which need no verb', () => {
    expect(help('1.2.3'))
      .to.match(/^ {2}--check$/m)
      .and.to.match(/^ {2}--print-config$/m);
  });

  it('fits a terminal of 80 columns, but for words that are longer, and says what each group is about', () => {
    const long = help('1.2.3')
      .split('\n')
      .filter((line) => line.length > 80 && line.trim().includes(' '));
    expect(long).to.deep.equal([]);
    expect(help('1.2.3')).to.match(/\n\nStorage:\n\n {2}THREEPID_STORAGE/);
    expect(help('1.2.3')).to.include('With THREEPID_SMS=whatsapp or THREEPID_CHANNELS=whatsapp:\n');
  });

  it('lists all settings, with their defaults', () => {
    const text = help('1.2.3');
    const server = Object.values(serverSettings([]));
    const providers = builtInProviders.flatMap(({ settings }) => settings);
    for (const { name, fallback } of [...server, ...providers]) {
      const line = new RegExp(
        `^ {2}${name}${fallback === '' ? '' : ` \\(default: ${fallback.replace('*', '\\*')}\\)`}$`,
        'm',
      );
      expect(text, name).to.match(line);
    }
    expect(text).to.include('threepid 1.2.3');
  });
});
