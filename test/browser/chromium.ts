import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** The headless shell is first: without a browser's windows, a page takes a third of the processor time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
let launched: Promise<Browser> | undefined;

after(async () => {
  await (await launched)?.close();
});

/** The browser that all tests of this process share; each test opens a context of its own. Closed after the last test. */
export function sharedBrowser(): Promise<Browser> {
  return (launched ??= launchChromium());
}

/** Starts the system's Chromium, without its background network traffic. */
function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined)
    throw new Error(`No ${names.join(', ')} on the PATH; on Debian: apt-get install chromium`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
