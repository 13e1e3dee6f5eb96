import { build, type OutputFile } from 'esbuild';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { root } from '../server-process.js';

const origin = 'https://react.test';

/** What the made-up server answers to a call. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body: object;
}

export const scriptedAnswers = {
  sent: {
    status: 200,
    body: { sid: 'the-sid', success: true, msisdn: '447400123456', intl_fmt: '+44 7400 123456' },
  },
  right: { status: 200, body: { success: true } },
  wrong: { status: 400, body: { errcode: 'M_TOKEN_INCORRECT', error: 'wrong' } },
  dead: { status: 400, body: { errcode: 'M_SESSION_EXPIRED', error: 'expired' } },
} as const satisfies Readonly<Record<string, ScriptedAnswer>>;

/** Bundles an app, with React's development build, which runs effects twice and reports what doesn't match. */
export async function bundleReactApp(source: string): Promise<readonly OutputFile[]> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: `${root}packages/react`, loader: 'tsx' },
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    outdir: '/',
    entryNames: 'app',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
  });
  return outputFiles;
}

/** An app on a server that is made up: it answers calls as the test says, or not at all. */
export class ReactPage {
  readonly errors: string[] = [];
  readonly requests: Request[] = [];
  /** Answers to calls, by the end of their path; undefined: there is no connection. */
  readonly answers: Record<string, ScriptedAnswer | undefined> = {
    requestToken: scriptedAnswers.sent,
    submitToken: scriptedAnswers.right,
  };
  /** Files that can't be loaded. */
  missing: RegExp | undefined;

  private constructor(
    readonly page: Page,
    private readonly files: readonly OutputFile[],
  ) {
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => this.errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.errors.push(message.text());
    });
  }

  /** @param html the page's HTML. `/app.js` and `/app.css` are the app's. */
  static async open(
    browser: Browser,
    files: readonly OutputFile[],
    { html, ...options }: BrowserContextOptions & { readonly html: string },
  ): Promise<ReactPage> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
    const one = new ReactPage(await context.newPage(), files);
    await context.route(`${origin}/**`, (route, request) => {
      const answer = one.answerTo(request, html);
      return answer === undefined ? route.abort() : route.fulfill(answer);
    });
    await one.page.goto(origin);
    return one;
  }

  private answerTo(request: Request, html: string) {
    const { pathname } = new URL(request.url());
    const [, call = ''] = /^\/_matrix\/.*\/(\w+)$/.exec(pathname) ?? [];
    if (call !== '') {
      this.requests.push(request);
      const answer = this.answers[call];
      return answer && { status: answer.status, json: answer.body };
    }
    if (pathname === '/') return { contentType: 'text/html', body: html };
    const file = this.files.find(({ path }) => path === pathname);
    if (file === undefined || this.missing?.test(pathname) === true) return undefined;
    const contentType = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    return { contentType, body: Buffer.from(file.contents) };
  }
}
