import { expect, test } from '@jest/globals';
import { framework } from './framework';

test('creates a framework', () => {
  expect(framework().claims.length).toBeGreaterThan(0);
});
