import { expect } from 'chai';
import { builtInProviders } from '../../dist/providers/built-in-providers.js';
import { recipeProviders } from '../../dist/providers/recipe-providers.js';
import { settingsTable } from '../../dist/providers/settings-table.js';
import type { Setting } from '../../dist/settings/setting.js';
import { settingErrors } from '../setting-errors.js';

const nonsense = ['é \u0001', '-1', ',', '=', 'http://', '{"a":[1]}', 'a;b\nc', 'x'.repeat(300)];

const hidden = 'correct-horse';

/** The names of options that become settings: an operator has never seen them. */
const options =
  /: (?:brand|origin|locale|siteKey|secret|url|retrieverHash|limits|guard|delegates|identityV1|(?:kratos|logto|zitadel|supabase)\.)/;

describe('nonsense in every setting of the server, its providers and the recipes', () => {
  const recipes = recipeProviders();
  const server: readonly Setting<unknown>[] = Object.values(settingsTable(builtInProviders, recipes));
  const choices = ['THREEPID_SMS', 'THREEPID_CHANNELS'];
  const providers = [...builtInProviders, ...recipes].filter(({ name }) => name !== 'http');
  const own = [...server, ...providers.flatMap(({ settings }) => settings)].filter(
    ({ name }) => !choices.includes(name),
  );
  const all = {
    THREEPID_SMS: providers.map(({ name }) => name).join(),
    THREEPID_CHANNELS: 'whatsapp,telegram,voice',
  };

  for (const value of nonsense)
    it(`is reported at once, in a line for each variable, and shows no secret: ${JSON.stringify(value.slice(0, 20))}`, async () => {
      const set = own.map(
        ({ name, secret = false }) => [name, secret ? `${hidden}${value}` : value] as const,
      );
      const environment = { ...Object.fromEntries(set), ...all };
      const errors = await settingErrors(environment);
      expect(errors).to.have.length.above(20);
      for (const error of errors) {
        const [, name = ''] = /^([A-Z0-9_]+): \S[^\n]*$/.exec(error) ?? [];
        expect(Object.keys(environment), error).to.include(name);
        expect(error).not.to.match(options).and.not.include(hidden).and.not.include('    at ');
      }
      for (const error of await settingErrors({ THREEPID_SMS: value, THREEPID_CHANNELS: value }))
        expect(error).to.match(/^THREEPID_(?:SMS|CHANNELS): \S[^\n]*$/);
    });
});
