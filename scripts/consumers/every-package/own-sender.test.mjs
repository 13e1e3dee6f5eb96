// The packed server sends with modules of this project.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { requestCode } from './request-code.mjs';

test('THREEPID_SMS=./own-sender.cjs,./own-sender.mjs', { timeout: 60_000 }, async () => {
  const environment = { PORT: '0', THREEPID_SMS: './own-sender.cjs,./own-sender.mjs', OWN_NAME: 'mine' };
  const server = spawn(process.execPath, ['node_modules/threepid/dist/main.js'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The log is on standard output, with whatever a module prints there; the lines for a person are on standard error.
  let [printed, told] = ['', ''];
  server.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  server.stderr.setEncoding('utf8').on('data', (text) => (told += text));
  try {
    while (!told.includes('addresses:')) await once(server.stderr, 'data');
    const [, url] = /listens on (\S+) .*SMS refuses,mine /.exec(told) ?? assert.fail(told);
    await requestCode(url);
    while (!printed.includes('own-sender +447400123456')) await once(server.stdout, 'data');
  } finally {
    server.kill();
  }
});
