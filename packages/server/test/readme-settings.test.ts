import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { withSettingsTables } from './settings-table.js';

const readme = new URL('../README.md', import.meta.url);

describe("the README's settings", () => {
  it('are those that the server reads (UPDATE_README=1 writes them)', () => {
    const text = readFileSync(readme, 'utf8');
    const wanted = withSettingsTables(text);
    if (process.env['UPDATE_README'] === '1') writeFileSync(readme, wanted);
    else expect(text).to.equal(wanted);
  });
});
