import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

const files = dirname(fileURLToPath(import.meta.resolve('@threepid/element')));
const origin = 'https://element.test';

/** The head of a page, as the README writes it. */
const head = `<meta name="viewport" content="width=device-width">
<title>Element</title>
<style>
  :root { color-scheme: light dark }
  body { margin: 0; font-family: system-ui; background: Canvas }
  main { max-width: 27rem; margin: auto }
  threepid-verification:not(:defined) { display: block; min-height: 29.5rem }
</style>`;
const script = '<script type="module" src="/element/threepid-verification.js"></script>';

/** What a server answers to the client, played by the page: each is an expression, or the reason that it is held back. */
export const answers = {
  sent: `{ ok: true, session: { ...asked, clientSecret: 'secret', sid: 'sid', sendAttempt: 1,
    msisdn: '447400123456', international: '+44 7400 123456' } }`,
  right: '{ ok: true }',
  refused: (errcode: string, more = '') =>
    `{ ok: false, session: asked, error: { errcode: '${errcode}', ${more} } }`,
} as const;

/** A page with the element, on a server that is made up: files by the bundle, answers by the test. */
export class ElementPage {
  readonly errors: string[] = [];
  readonly element: Locator;

  private constructor(readonly page: Page) {
    this.element = page.locator('threepid-verification').first();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** @param body in place of the element alone. */
  static async open(
    browser: Browser,
    options: BrowserContextOptions & { readonly body?: string; readonly lang?: string } = {},
  ): Promise<ElementPage> {
    const { body = plain, lang = 'en', ...context } = options;
    const opened = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...context });
    const one = new ElementPage(await opened.newPage());
    await opened.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (!pathname.startsWith('/element/'))
        return route.fulfill({
          contentType: 'text/html',
          body: `<!doctype html><html lang="${lang}">${head}${body}${script}`,
        });
      const file = readFileSync(join(files, pathname.slice('/element/'.length)));
      return route.fulfill({ contentType: 'text/javascript', body: file });
    });
    await one.page.goto(`${origin}/`);
    if (context.javaScriptEnabled !== false) await one.ready();
    return one;
  }

  async ready(): Promise<void> {
    await this.element.locator('[data-ready=true]').waitFor();
  }

  /** Has the element ask the page instead of a server: see `answer`. */
  async script(): Promise<void> {
    await this.page.evaluate(`{
      window.script = {};
      const ask = (name) => (asked, given, how) => window.script[name](asked, given, how ?? given);
      document.querySelector('threepid-verification').client = { request: ask('request'), submit: ask('submit') };
    }`);
    await this.ready();
  }

  /** The next answers to a call: an expression, in which `asked` is what is asked for. */
  async answer(call: 'request' | 'submit', expression: string): Promise<void> {
    await this.page.evaluate(`window.script.${call} = async (asked, given, how) => (${expression})`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

const plain =
  '<main><threepid-verification heading-level="1">Turn on JavaScript.</threepid-verification></main>';
