/* global test, expect */
const { framework } = require('./out/node10/framework.js');

test('makes a framework', () => {
  expect(framework().claims.length).toBeGreaterThan(0);
});
