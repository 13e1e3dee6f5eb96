import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a server can import it, and no framework comes with it', async () => {
  const { ThreepidVerificationElement } = await import('@threepid/element');
  assert.equal(ThreepidVerificationElement.formAssociated, true);
  assert.deepEqual(readdirSync('node_modules/@threepid').sort(), ['client', 'element']);
  for (const name of ['react', 'preact']) assert.equal(existsSync(`node_modules/${name}`), false);
});

test('the files that it loads are beside it', () => {
  const folder = fileURLToPath(new URL('.', import.meta.resolve('@threepid/element')));
  const files = readdirSync(folder);
  for (const name of ['altcha-worker.js', 'third-party-licenses.txt']) assert.ok(files.includes(name), name);
});
