import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { post } from '../identity-client.js';
import { ServerProcess } from '../server-process.js';
import { accessibilityErrors } from './accessibility.js';
import { launchChromium } from './chromium.js';

describe('the inbox of the stand-alone server, in a browser', function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let url: string;

  before(async () => {
    server = new ServerProcess({});
    [url, browser] = await Promise.all([server.url(), launchChromium()]);
  });
  after(async () => {
    await browser.close();
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
    expect(server.stdout).to.include(code);
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
    // A page of another origin.
    await page.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<p>hi' }),
    );
    await page.goto('http://evil.example/');
    const attempt = (options: string) =>
      page.evaluate<string>(
        `fetch('${url}/_threepid/inbox/messages', ${options}).then((answer) => answer.text(), () => 'refused')`,
      );
    expect(await attempt('{}')).to.equal('refused');
    expect(await attempt("{ mode: 'no-cors' }")).to.be.oneOf(['', 'refused']);
    await page.setContent(`<iframe src="${url}/_threepid/inbox"></iframe>`);
    await page.locator('iframe').waitFor();
    // The frame shows the browser's own error page.
    const shown = page.frames()[1]?.locator('h1');
    await shown?.waitFor({ state: 'attached' });
    expect(await shown?.textContent()).to.not.include('Messages');
  });
});
