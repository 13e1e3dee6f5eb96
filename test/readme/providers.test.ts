import { readRecipe, recipeNames } from '@threepid/sms-http';
import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { root } from '../server-process.js';
import { page } from './readme-blocks.js';

const file = 'docs/providers.md';
/** The cells of each row, by what `THREEPID_SMS` calls it. */
const rows = new Map(
  [...page(file).matchAll(/^\| (.+) \|$/gm)]
    .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    .map((cells) => [cells[1]?.replaceAll('`', ''), cells] as const),
);

describe(file, () => {
  it('has every package that sends', () => {
    const packages = readdirSync(`${root}packages`).filter((name) => /^(?:sms|channel)-/.test(name));
    for (const name of packages) expect(page(file), name).to.include(`packages/${name}/README.md`);
  });

  // Twilio's row is that of its package.
  for (const name of recipeNames().filter((one) => one !== 'twilio')) {
    it(`has the recipe ${name}, and says whether it reports and takes receipts`, () => {
      const recipe = readRecipe(name);
      const [, , reports = '', receipts = ''] = rows.get(name) ?? [];
      expect(reports).to.match(recipe.report === undefined ? /^no$/ : /^yes/);
      expect(receipts).to.match('callback' in recipe ? /^yes/ : /^no$/);
    });
  }
});
