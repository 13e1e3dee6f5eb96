// Every package can be imported, and required from CommonJS, which gets the same module.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { entryPoints } from './entry-points.mjs';

const require = createRequire(import.meta.url);

test('there are packages', () => assert.ok(entryPoints.includes('@threepid/core')));

for (const name of entryPoints) {
  test(name, async () => {
    const required = require(name);
    assert.notDeepEqual(Object.keys(required), []);
    assert.equal(await import(name), required);
  });
}
