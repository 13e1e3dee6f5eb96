import type { SmsMessage } from '@threepid/core';
import { expect } from 'chai';
import { readSettings, startServer, type Environment } from 'threepid';
import { help } from '../../dist/help.js';
import { createLogger } from '../../dist/log/logger.js';
import { builtInProviders } from '../../dist/providers/built-in-providers.js';
import { recipeProviders } from '../../dist/providers/recipe-providers.js';
import { defineProvider } from '../../dist/providers/define-provider.js';
import { neededText } from '../../dist/settings/parsers/text.js';
import { wholeNumber } from '../../dist/settings/parsers/whole-number.js';
import { settingErrors } from '../setting-errors.js';
import { withSettingsTables } from '../settings-table.js';
import { requestToken } from '../test-server.js';

const sent: { readonly loft: string; readonly message: SmsMessage }[] = [];
const events: string[] = [];

const settings = {
  loft: { name: 'PIGEON_LOFT', fallback: '', help: 'Where they live.', parse: neededText('a loft') },
  birds: { name: 'PIGEON_BIRDS', fallback: '2', help: 'How many | fly.', parse: wholeNumber(1, 9) },
};

/** All there is of a provider that nobody has heard of. */
const pigeonProvider = defineProvider({
  name: 'pigeon',
  settings,
  valid: { loft: 'north', birds: 1 },
  checks: [['loft'], ['birds']],
  open: ({ loft, birds }) => {
    if (!/^[a-z]+$/.test(loft)) throw new TypeError('pigeon: loft must be a word');
    if (birds % 2 === 1 && birds > 1) throw new TypeError('pigeon: birds must be even, or one');
    events.push(`open ${loft}`);
    return {
      sender: {
        name: 'pigeon',
        send: (message) => {
          sent.push({ loft, message });
          return Promise.resolve({ kind: 'sent', messageId: 'feather' });
        },
      },
      close: () => {
        events.push(`close ${loft}`);
        return Promise.resolve();
      },
    };
  },
});

const providers = [...builtInProviders, pigeonProvider];

const builtIn = builtInProviders.map(({ name }) => name).join(', ');
const recipes = recipeProviders()
  .map(({ name }) => name)
  .join(', ');

describe('a provider of one file, and a line in a registry', () => {
  beforeEach(() => {
    sent.length = 0;
    events.length = 0;
  });

  it('is in --help, with its settings', () => {
    expect(help('1.2.3', providers).replace(/\s+/g, ' ')).to.include(
      `The provider of messages: ${builtIn}, pigeon;`,
    );
    expect(help('1.2.3', providers))
      .to.include('\nWith THREEPID_SMS=pigeon:\n\n  PIGEON_LOFT\n      Where they live.\n')
      .and.include('  PIGEON_BIRDS (default: 2)\n');
    expect(help('1.2.3')).not.to.include('pigeon');
  });

  it("is in the README's table", () => {
    const page = withSettingsTables(
      '<!-- settings -->\n<!-- prettier-ignore-start -->\n\n<!-- prettier-ignore-end -->\n<!-- /settings -->',
      providers,
    );
    expect(page)
      .to.include(`${builtIn}, pigeon; a recipe of `)
      .and.include('With `THREEPID_SMS=pigeon`:')
      .and.include('| `PIGEON_BIRDS` | `2` | How many \\| fly. |');
  });

  it('has its errors reported by variable, with all others: of its parsers, and of its sender', async () => {
    const pigeon = { THREEPID_SMS: 'twilio,pigeon' };
    const errors = await settingErrors(
      { ...pigeon, PORT: 'http', PIGEON_LOFT: 'the attic', PIGEON_BIRDS: '3' },
      providers,
    );
    expect(errors)
      .to.include('PIGEON_LOFT: must be a word')
      .and.include('PIGEON_BIRDS: must be even, or one')
      .and.satisfy((all: readonly string[]) => all.some((error) => error.startsWith('PORT: ')))
      .and.satisfy((all: readonly string[]) => all.some((error) => error.startsWith('TWILIO_FROM: ')));
    expect(await settingErrors({ THREEPID_SMS: 'pigeon', PIGEON_BIRDS: '10' }, providers)).to.deep.equal([
      'PIGEON_LOFT: is needed: a loft',
      'PIGEON_BIRDS: must be a whole number from 1 to 9',
    ]);
  });

  it('is refused where it is not registered', async () => {
    expect(await settingErrors({ THREEPID_SMS: 'pigeon' })).to.deep.equal([
      `THREEPID_SMS: must be one of: ${builtIn}; a recipe: ${recipes}; or a path, such as ./my-sender.mjs or ./my-provider.json`,
    ]);
  });

  it('has its name corrected, if it is nearly another, or a path without its beginning', async () => {
    expect((await settingErrors({ THREEPID_SMS: 'vonag' })).join()).to.match(/; did you mean vonage\?$/);
    for (const path of ['my-sender.mjs', 'my-provider.json', 'senders/mine.js'])
      expect((await settingErrors({ THREEPID_SMS: path })).join()).to.match(/; a path begins with \.\//);
  });

  it('sends the messages of a server, whose start says its name, and is closed with it', async () => {
    const server = await start({ THREEPID_SMS: 'pigeon', PIGEON_LOFT: 'south' });
    try {
      expect((await ask(server.url)).status).to.equal(200);
      expect(sent).to.have.length(1);
      expect(sent[0]?.loft).to.equal('south');
      expect(sent[0]?.message.to).to.equal('+447400123456');
      expect(server.summary).to.include('| SMS pigeon |').and.not.include('messages at');
    } finally {
      await server.close();
    }
    expect(events.at(-1)).to.equal('close south');
  });

  it('takes over from one that fails', async () => {
    const server = await start({
      THREEPID_SMS: 'smpp,pigeon',
      SMPP_HOST: '127.0.0.1',
      SMPP_PORT: '1',
      SMPP_SYSTEM_ID: 'threepid',
      PIGEON_LOFT: 'east',
    });
    try {
      expect((await ask(server.url)).status).to.equal(200);
      expect(sent.map(({ loft }) => loft)).to.deep.equal(['east']);
      expect(server.summary).to.include('| SMS smpp,pigeon |');
    } finally {
      await server.close();
    }
  });
});

async function start(environment: Environment) {
  const read = await readSettings({ PORT: '0', ...environment }, providers);
  return startServer(read, { logger: createLogger('silent') });
}

function ask(url: string): Promise<Response> {
  const body = { client_secret: 'a', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
  return fetch(url + requestToken, { method: 'POST', body: JSON.stringify(body) });
}
