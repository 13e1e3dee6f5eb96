import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readRecipe, recipeNames } from '@threepid/sms-http';

describe("the README's table of recipes", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[a-z0-9]+` +\| `/.test(line));

  it('has a row for each, with all settings', () => {
    const named = rows.map((row) => /`(.+?)`/.exec(row)?.[1]);
    expect(named).to.include.members(recipeNames());
    for (const name of recipeNames()) {
      const row = rows[named.indexOf(name)] ?? '';
      for (const setting of Object.keys(readRecipe(name).settings)) expect(row).to.include(`\`${setting}\``);
    }
  });
});
