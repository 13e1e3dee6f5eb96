import { expect } from 'chai';
import { help } from '../dist/help.js';
import { builtInProviders } from '../dist/providers/built-in-providers.js';
import { serverSettings } from '../dist/settings/server-settings.js';

describe('--help', () => {
  it('says what signals do', () => {
    expect(help('1.2.3')).to.match(/SIGTERM or SIGINT[^]*second signal after 3 seconds/);
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
