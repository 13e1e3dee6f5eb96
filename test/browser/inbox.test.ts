import { expect } from 'chai';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { post } from '../identity-client.js';
import { ServerProcess } from '../server-process.js';
import { accessibilityErrors } from './accessibility.js';
import { sharedBrowser } from './chromium.js';

describe('the inbox of the stand-alone server, in a browser', function () {
  this.timeout(180_000);
  let server: ServerProcess;
  const otherSite = createServer((_request, response) => response.end('hi'));
  let browser: Browser;
  let page: Page;
  let url: string;

  before(async () => {
    otherSite.listen(0, '127.0.0.1');
    server = new ServerProcess({});
    [url, browser] = await Promise.all([server.url(), sharedBrowser()]);
  });
  after(async () => {
    otherSite.close();
    otherSite.closeAllConnections();
    await server.kill();
  });
  afterEach(() => page.context().close());

  const request = (secret: string, phone: string) =>
    post(url, '/validate/msisdn/requestToken', {
      client_secret: secret,
      country: 'GB',
      phone_number: phone,
      send_attempt: 1,
    });

  it('shows messages as they arrive, newest first, with a code to copy', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    await page.goto(`${url}/_threepid/inbox`);
    await page.getByText('No messages yet.').waitFor();
    expect(await accessibilityErrors(page)).to.deep.equal([]);

    await request('first', '07700900001');
    await page.getByRole('heading', { name: '+447700900001' }).waitFor();
    await request('second', '07700900002');
    await page.getByRole('heading', { name: '+447700900002' }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).to.deep.equal([
      '+447700900002',
      '+447700900001',
    ]);
    expect(await accessibilityErrors(page)).to.deep.equal([]);

    const code = await page.locator('output').first().innerText();
    expect(server.output).to.include(code);
    await page.getByRole('button', { name: 'Copy code' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(code);
  });

  it('also shows them without scripts', async () => {
    await request('third', '07700900003');
    const context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    await page.goto(`${url}/_threepid/inbox`);
    await page.getByRole('heading', { name: '+447700900003' }).waitFor();
    expect(await page.locator('meta[http-equiv=refresh]').count()).to.equal(1);
  });

  it('can’t be read by a page of another site', async () => {
    page = await browser.newPage();
    // On this computer too: Chromium itself keeps other computers' pages from loopback addresses.
    await page.goto(`http://localhost:${(otherSite.address() as AddressInfo).port}`);
    const attempt = (options: string) =>
      page.evaluate<string>(
        `fetch('${url}/_threepid/inbox/messages', ${options}).then((answer) => answer.text(), () => 'refused')`,
      );
    expect(await attempt('{}')).to.equal('refused');
    expect(await attempt("{ mode: 'no-cors' }")).to.be.oneOf(['', 'refused']);
    const failed = page.waitForEvent('requestfailed');
    await page.setContent(`<iframe src="${url}/_threepid/inbox"></iframe>`);
    expect((await failed).failure()?.errorText).to.equal('net::ERR_BLOCKED_BY_RESPONSE');
  });
});
