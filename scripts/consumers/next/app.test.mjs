// An app built with the Next.js version that was installed with the packed packages.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { requestCode } from './request-code.mjs';

async function withApp(use) {
  const env = { ...process.env, THREEPID_SECRET: randomBytes(48).toString('base64url') };
  const args = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', '0'];
  const app = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await use(await urlOf(app));
  } finally {
    app.kill();
  }
}

function urlOf(app) {
  return new Promise((resolve, reject) => {
    let text = '';
    app.stdout.on('data', (chunk) => {
      text += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    app.once('exit', () => reject(new Error(`Next ended: ${text}`)));
  });
}

test('answers requests for a code, on the App Router and the Pages Router', () =>
  withApp(async (url) => {
    await requestCode(url);
    await requestCode(`${url}/pages`);
  }));
