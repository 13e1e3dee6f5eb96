// Node runs the output of TypeScript: `require` of an ES module.
const assert = require('node:assert/strict');
const { test } = require('node:test');

for (const name of ['node10/framework', 'node16/later', 'nodenext/framework']) {
  test(`${name} creates a framework`, async () => {
    const { framework } = require(`./out/${name}.js`);
    assert.ok((await framework()).claims.length > 0);
  });
}
