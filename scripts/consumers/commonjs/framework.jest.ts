import { expect, test } from '@jest/globals';
import { framework } from './framework';

test('makes a framework', () => {
  expect(framework().claims.length).toBeGreaterThan(0);
});
