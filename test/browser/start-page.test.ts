import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { ServerProcess } from '../server-process.js';
import { accessibilityErrors } from './accessibility.js';
import { sharedBrowser } from './chromium.js';

describe('the page at / of the stand-alone server, in a browser', function () {
  this.timeout(180_000);
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let url: string;

  before(async () => {
    server = new ServerProcess({});
    [url, browser] = await Promise.all([server.url(), sharedBrowser()]);
  });
  after(() => server.kill());
  afterEach(() => page.context().close());

  const open = async (options: Parameters<Browser['newContext']>[0]): Promise<readonly string[]> => {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${url}/`);
    return complaints;
  };

  it('verifies a number, with the message beside it, and asks the server about it', async () => {
    const complaints = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('No messages yet.').waitFor();
    await page.getByRole('textbox', { name: 'Phone number' }).fill('07700 900001');
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('listitem').filter({ hasText: '+447700900001' }).waitFor();
    expect(await accessibilityErrors(page)).to.deep.equal([]);

    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const code = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(await server.code()).to.equal(code);
    await page.getByRole('textbox', { name: 'Code' }).fill(code);
    await page.getByText('"address":"447700900001"').waitFor();
    expect(await accessibilityErrors(page)).to.deep.equal([]);
    expect(complaints, 'what the content security policy forbids is logged').to.deep.equal([]);
  });

  it('has the lines for a page of another origin on this machine', async () => {
    await open({});
    const lines = await page.locator('#page ~ .block pre').innerText();
    const site = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(lines),
    );
    await once(site.listen(0, '127.0.0.1'), 'listening');
    try {
      await page.goto(`http://localhost:${(site.address() as AddressInfo).port}`);
      await page.getByRole('textbox', { name: 'Phone number' }).fill('+44 7700 900003');
      await page.getByRole('button', { name: 'Send code' }).click();
      await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
    } finally {
      site.close();
      site.closeAllConnections();
    }
  });

  it('goes on with the messages of a server that was started again, whose numbers begin again', async () => {
    await open({});
    await page.goto('about:blank');
    const messageOf = (id: number, to: string) => ({
      messages: [{ id, to, at: 0, text: to, code: '123456' }],
    });
    const answers = [messageOf(57, '+447700900057'), undefined, messageOf(1, '+447700900001')];
    await page.route('**/_threepid/inbox/messages*', async (route) => {
      if (answers.length === 0) return;
      const answer = answers.shift();
      await (answer === undefined ? route.abort() : route.fulfill({ json: answer }));
    });
    await page.clock.install();
    await page.goto(url);
    await page.getByRole('listitem').filter({ hasText: '+447700900057' }).waitFor();
    await page.clock.runFor(2_000);
    await page.getByRole('listitem').filter({ hasText: '+447700900001' }).waitFor();
    expect(await page.locator('#messages > li').count()).to.equal(1);
  });

  it('fits a phone, in the dark too', async () => {
    await open({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Send code' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320);
    expect(await accessibilityErrors(page)).to.deep.equal([]);
  });
});
