/* global test, expect */
const { framework } = require('./out/node10/framework.js');

test('creates a framework', () => {
  expect(framework().claims.length).toBeGreaterThan(0);
});
