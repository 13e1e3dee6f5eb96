import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { GuideFiles } from '../readme/guide-app.js';
import type { ServerProcess } from '../server-process.js';
import { sharedBrowser } from './chromium.js';

describe('the page of docs/guides/express.md in a browser', function () {
  this.timeout(120_000);
  let files: GuideFiles;
  let url: string;
  let server: ServerProcess;
  let page: Page;

  before(async () => {
    files = await GuideFiles.write(['docs/guides/express.md']);
    ({ url, server } = await files.serve('server.mjs'));
    const context = await (
      await sharedBrowser()
    ).newContext({ locale: 'en-GB', timezoneId: 'Europe/London' });
    page = await context.newPage();
  });
  after(async () => {
    await page.context().close();
    await server.kill();
    files.remove();
  });

  it('takes a person from an empty form to a number that the server has', async () => {
    await page.goto(url);
    await page.getByRole('textbox', { name: 'Phone number' }).fill('07700 900123');
    const saved = page.waitForResponse(`${url}/account/phone-number`);
    await page.getByRole('button', { name: 'Send code' }).click();
    const code = await server.code();
    await page.getByRole('textbox', { name: 'Code', exact: true }).pressSequentially(code);
    expect(await (await saved).json()).to.deep.equal({ phoneNumber: '+447700900123' });
    await page.getByRole('heading', { name: 'Your number is verified' }).waitFor();
  });
});
