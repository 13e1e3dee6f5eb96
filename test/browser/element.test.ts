import { AltchaChallenge } from '@threepid/challenge-altcha';
import { en } from '@threepid/react/words/en';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { root, ServerProcess } from '../server-process.js';
import { accessibilityErrors } from './accessibility.js';
import { sharedBrowser } from './chromium.js';
import { answers, ElementPage } from './element-page.js';

/** Pictures of every state, with `THREEPID_SCREENSHOTS`. */
const screenshots = `${root}test/browser/screenshots`;
const keepsLooks = Boolean(process.env['THREEPID_SCREENSHOTS']);
const languages = ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja'] as const;
/**
 * Languages that axe sees in every state: left to right, and right to left. The others differ from the first in nothing but
 * their words, so that it sees them in those states alone that have most of the words.
 */
const directions: readonly string[] = ['en', 'ar'];
const wordiest = ['countries', 'challenge', 'dead-provider-down', 'verified'];
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const smallPhone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true } as const;
const desktop = { viewport: { width: 1280, height: 800 } } as const;
const shadow = "document.querySelector('threepid-verification').shadowRoot";
const anHour = 'status: 429, retryAfterMs: 7_100_000';

describe('the custom element in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let shown: ElementPage;

  before(async () => {
    browser = await sharedBrowser();
  });
  afterEach(async () => {
    await shown.close();
    expect(shown.errors, 'errors in the browser').to.deep.equal([]);
  });

  const step = (name: string) => shown.element.locator(`[data-step=${name}]`).waitFor();
  const field = () => shown.element.locator('input').first();
  const alerted = () => shown.element.getByRole('alert').filter({ hasText: /\S/ }).waitFor();

  /** The states of the element, each with what a person and the server do to reach it from the one before. */
  const states: Readonly<Record<string, () => Promise<void>>> = {
    number: () => step('number'),
    countries: async () => {
      await shown.element.locator('.threepid-country').click();
      await shown.element.locator('[role=option] img').first().waitFor();
    },
    'no-countries': async () => {
      await shown.element.locator('[role=combobox]').fill('xxx');
      await shown.element.locator('.threepid-none').waitFor();
    },
    'number-empty': async () => {
      await shown.page.keyboard.press('Escape');
      await field().press('Enter');
      await alerted();
    },
    'number-invalid': async () => {
      await shown.answer('request', answers.refused('M_INVALID_ADDRESS'));
      await field().fill('07400 123456');
      await field().press('Enter');
      await alerted();
    },
    'number-limited': async () => {
      await shown.answer('request', answers.refused('M_LIMIT_EXCEEDED', anHour));
      await field().press('Enter');
      await shown.element.locator('.threepid-button[aria-disabled=true]').waitFor();
      await alerted();
    },
    challenge: async () => {
      await shown.answer(
        'request',
        `(how.onChallenge({ done: 0.3 }), await new Promise((resolve) => { window.letGo = resolve }), ${answers.sent})`,
      );
      await field().fill('07400 123457');
      await field().press('Enter');
      await shown.element.locator('progress').waitFor();
    },
    code: async () => {
      await shown.page.evaluate('window.letGo()');
      await step('code');
    },
    'code-incomplete': async () => {
      await field().fill('123');
      await field().press('Enter');
      await alerted();
    },
    'code-wrong': async () => {
      await shown.answer('submit', answers.refused('M_TOKEN_INCORRECT'));
      await field().fill('111111');
      await shown.element.locator('[aria-invalid=true]').waitFor();
      await alerted();
      // It is emptied after the error stands there: what is typed before would be emptied too.
      await shown.page.waitForFunction(`${shadow}.querySelector('input').value === ''`);
    },
    'code-offline': async () => {
      await shown.answer('submit', answers.refused('NETWORK_ERROR'));
      await field().fill('222222');
      await step('code');
      await alerted();
      expect(await field().inputValue()).to.equal('222222');
    },
    dead: async () => {
      await shown.answer('submit', answers.refused('M_SESSION_EXPIRED'));
      await field().press('Enter');
      await shown.element.locator('[data-fixed=true]').waitFor();
      await step('code');
    },
    'dead-provider-down': async () => {
      await shown.answer('request', answers.refused('M_SEND_ERROR'));
      await shown.element.locator('.threepid-button').click();
      await alerted();
    },
    'new-code': async () => {
      await shown.answer('request', answers.sent);
      await shown.element.locator('.threepid-button').click();
      await shown.element.locator('[data-fixed=false]').waitFor();
    },
    'finish-failed': async () => {
      await shown.page.evaluate(`document.querySelector('threepid-verification').addEventListener(
        'threepid-verified', (event) => { event.waitUntil(Promise.reject(new Error('down'))) }, { once: true })`);
      await shown.answer('submit', answers.right);
      await field().fill('333333');
      await step('verified');
      await alerted();
    },
    verified: async () => {
      await shown.element.locator('.threepid-button').click();
      await shown.element.locator('.threepid-done').waitFor();
    },
  };

  async function speak(language: string): Promise<void> {
    await shown.page.evaluate(`document.documentElement.lang = '${language}'`);
    await shown.element.locator(`section[lang=${language}]`).waitFor();
  }

  const style = (selector: string, name: string) =>
    shown.page.evaluate<string>(`getComputedStyle(${shadow}.querySelector('${selector}'))['${name}']`);

  /** The errors of all states in some languages. */
  async function errorsOfStates(name: string, spoken: readonly string[]): Promise<readonly string[]> {
    const errors: string[] = [];
    for (const [state, reach] of Object.entries(states)) {
      await reach();
      const judged = wordiest.includes(state) ? spoken : directions;
      errors.push(...(await errorsOfLooks(`${name}-${state}`, spoken, { judged })));
    }
    return errors;
  }

  /** The errors of the state that it is in, in some languages, of which axe sees those `judged`; the last one stays. */
  async function errorsOfLooks(
    name: string,
    spoken: readonly string[],
    { expectedHeight = 472, judged = spoken } = {},
  ): Promise<readonly string[]> {
    const errors: string[] = [];
    for (const language of spoken) {
      await speak(language);
      const look = `${name}-${language}`;
      if (keepsLooks) await shown.page.screenshot({ path: `${screenshots}/element-${look}.png` });
      const found = judged.includes(language) ? await accessibilityErrors(shown.page) : [];
      const { tooWide, height } = await shown.page.evaluate<Sizes>(sizes);
      errors.push(...found.map((error) => `${look}: ${error}`));
      if (tooWide > 0 || height !== expectedHeight)
        errors.push(`${look}: ${tooWide} px too wide, ${height} px high`);
    }
    return errors;
  }

  // Some countries are enough: all options are alike.
  const some =
    '<main><threepid-verification heading-level="1" countries="CH DE GB SA US"></threepid-verification></main>';

  it('is accessible in every state and language, fits on a small phone, and keeps its height', async () => {
    shown = await ElementPage.open(browser, { ...smallPhone, reducedMotion: 'reduce', body: some });
    await shown.script();
    expect(await errorsOfStates('small-phone', languages)).to.deep.equal([]);
  });

  it('is accessible in every state in dark colours on a desktop, also from right to left', async () => {
    shown = await ElementPage.open(browser, {
      ...desktop,
      reducedMotion: 'reduce',
      colorScheme: 'dark',
      body: some,
    });
    await shown.script();
    expect(await errorsOfStates('desktop-dark', ['en', 'ar'])).to.deep.equal([]);
  });

  it('offers other ways to get the code, also from right to left, without growing', async () => {
    const element =
      '<threepid-verification heading-level="1" countries="GB" channels="sms whatsapp telegram voice whatsapp fax">';
    shown = await ElementPage.open(browser, {
      ...smallPhone,
      reducedMotion: 'reduce',
      body: `<main>${element}</threepid-verification></main>`,
    });
    await shown.script();
    expect(await errorsOfLooks('ways-number', ['en'], { expectedHeight: 560 })).to.deep.equal([]);
    await shown.answer('request', `(window.asked = asked, ${answers.sent})`);
    await field().fill('07400 123456');
    await field().press('Enter');
    await step('code');
    const ways = shown.element.locator('.threepid-channels button');
    expect(await ways.allTextContents()).to.deep.equal([
      en.code.by.whatsapp,
      en.code.by.telegram,
      en.code.by.voice,
    ]);
    await ways.last().click({ force: true });
    expect(await shown.page.evaluate('window.asked.channel'), 'while the person must wait').to.equal(
      undefined,
    );
    await shown.page.evaluate('{ const { now } = Date; Date.now = () => now() + 60_000 }');
    await shown.element.locator('.threepid-channels button[aria-disabled=false]').first().waitFor();
    expect(await errorsOfLooks('ways', ['de', 'ar', 'en'], { expectedHeight: 560 })).to.deep.equal([]);
    await ways.last().click();
    await shown.element.getByRole('status').filter({ hasText: en.code.calling }).waitFor();
    expect(await shown.page.evaluate('window.asked.channel')).to.equal('voice');
    expect(await ways.allTextContents()).to.deep.equal([
      en.code.by.sms,
      en.code.by.whatsapp,
      en.code.by.telegram,
    ]);
    expect(await errorsOfLooks('called', ['en'], { expectedHeight: 560 })).to.deep.equal([]);
  });

  it('moves nothing on the page, from the first picture to the last step', async () => {
    const body = '<main><threepid-verification></threepid-verification><p>Below it</p></main>';
    shown = await ElementPage.open(browser, { ...phone, lang: 'de', body });
    await shown.page.evaluate(watchShifts);
    await shown.script();
    for (const reach of Object.values(states)) await reach();
    const { sum, around } = await shown.page.evaluate<Shifts>('window.shifts');
    expect(around).to.deep.equal([]);
    expect(sum).to.be.below(0.001);
  });

  it('stands still for those who want no motion, and moves for others', async () => {
    const moving = async (reducedMotion: 'reduce' | 'no-preference'): Promise<number> => {
      await shown.page.emulateMedia({ reducedMotion });
      // Not `getAnimations`: a short one may have ended before it is asked.
      return shown.page.evaluate<number>(
        `[...${shadow}.querySelectorAll('*')].flatMap((element) => ['', '::before', '::after'].map((part) =>
          getComputedStyle(element, part).animationName)).filter((name) => name !== 'none').length`,
      );
    };
    shown = await ElementPage.open(browser, { ...phone, body: some });
    await shown.script();
    for (const [name, reach] of Object.entries(states)) {
      await reach();
      if (name !== 'challenge' && name !== 'code' && name !== 'verified') continue;
      expect(await moving('reduce'), name).to.equal(0);
      expect(await moving('no-preference'), name).to.be.greaterThan(0);
    }
  });

  it('shows what is chosen and what is wrong in forced colours', async () => {
    shown = await ElementPage.open(browser, {
      ...phone,
      forcedColors: 'active',
      reducedMotion: 'reduce',
      body: some,
    });
    await shown.script();
    for (const [name, reach] of Object.entries(states)) {
      await reach();
      if (keepsLooks)
        await shown.page.screenshot({ path: `${screenshots}/element-forced-colours-${name}.png` });
      if (name === 'countries')
        expect(await style('.threepid-country-option[data-active=true]', 'outlineStyle')).to.equal('solid');
      if (name !== 'code-incomplete') continue;
      expect(await style('.threepid-box', 'borderTopStyle')).to.equal('solid');
      // The digits are in the boxes: those of the input would be seen beside them.
      expect(await style('input', 'color')).to.equal('rgba(0, 0, 0, 0)');
    }
    expect(await style('.threepid-check path', 'stroke')).to.not.equal('none');
  });

  it('says without JavaScript what the page says, and keeps its place', async () => {
    shown = await ElementPage.open(browser, { javaScriptEnabled: false });
    await shown.page.getByText('Turn on JavaScript.').waitFor();
    expect((await shown.element.boundingBox())?.height).to.equal(472);
  });

  it('speaks the language of the closest element, and the words of the page', async () => {
    const body = '<main lang="pt-BR"><p id="host"></p></main>';
    shown = await ElementPage.open(browser, {
      body: `${body}<threepid-verification></threepid-verification>`,
    });
    const heading = (words: string) => shown.page.getByRole('heading', { name: words }).waitFor();
    await heading('Verify your phone number');
    await shown.page.evaluate(`{
      const shadow = document.querySelector('#host').attachShadow({ mode: 'open' });
      shadow.append(document.querySelector('threepid-verification'));
    }`);
    await heading('Verifique o seu número de telefone');
    await shown.page.evaluate(`{
      window.element = document.querySelector('#host').shadowRoot.querySelector('threepid-verification');
      element.lang = 'ja';
    }`);
    await heading('電話番号の確認');
    await shown.page.evaluate(`element.lang = 'nl'`);
    await heading('Verify your phone number');
  });

  it('takes properties that were set before its script came, slots, and the look of the page', async () => {
    const body = `<style>main { --threepid-accent: rgb(1, 2, 3) } threepid-verification::part(heading) { color: rgb(4, 5, 6) }</style>
      <main><threepid-verification>
        <p slot="terms">By continuing you accept the terms.</p><a slot="done" href="#next">Continue</a>
      </threepid-verification></main>
      <script>
        const element = document.querySelector('threepid-verification');
        const session = { sid: 'sid', clientSecret: 'secret', sendAttempt: 1, phoneNumber: '07400123456' };
        element.client = { request: async () => ({ ok: true, session }), submit: async () => ({ ok: true }) };
        const steps = [];
        element.addEventListener('threepid-change', ({ detail }) => steps.push(detail.step));
      </script>`;
    shown = await ElementPage.open(browser, { ...phone, body });
    await shown.page.getByText('By continuing you accept the terms.').waitFor();
    expect(await style('[part=button]', 'backgroundColor')).to.equal('rgb(1, 2, 3)');
    expect(await style('[part=heading]', 'color')).to.equal('rgb(4, 5, 6)');
    await field().fill('07400 123456');
    await field().press('Enter');
    await step('code');
    await field().fill('123456');
    await shown.page.getByRole('link', { name: 'Continue' }).waitFor();
    expect(await shown.page.evaluate('steps')).to.deep.equal([
      'number',
      'sending',
      'code',
      'checking',
      'verified',
    ]);
    await shown.page.evaluate('element.restart()');
    await step('number');
  });

  it('does the work that a server asks for in a worker of its own', async () => {
    const challenge = new AltchaChallenge({
      secret: 'a secret of 32 characters, for tests',
      mostTries: 50,
      iterations: 10,
    });
    const binding = 'pXBkBSGc5V3VvY8z';
    const offer = await challenge.make({ binding, difficulty: 1, now: Date.now() });
    const solutions: unknown[] = [];
    shown = await ElementPage.open(browser, phone);
    const workers: string[] = [];
    shown.page.on('worker', (worker) => workers.push(worker.url()));
    await shown.page.route('**/requestToken', async (route) => {
      const { challenge_answer: answer } = route.request().postDataJSON() as ChallengedRequest;
      if (answer === undefined)
        return route.fulfill({ status: 429, json: { errcode: 'M_LIMIT_EXCEEDED', challenge: offer } });
      solutions.push(await challenge.check({ answer, binding, now: Date.now() }));
      return route.fulfill({ json: { sid: 'sid', success: true, msisdn: '447400123456' } });
    });
    await field().fill('07400 123456');
    await field().press('Enter');
    await step('code');
    expect(solutions).to.have.length(1);
    expect(solutions[0]).to.include({ kind: 'solved' });
    expect(workers).to.deep.equal(['https://element.test/element/altcha-worker.js']);
  });

  it('asks the server of base-url, with the page’s solvers of challenges and the page’s words', async () => {
    const body =
      '<threepid-verification base-url="https://id.test/phone" countries="CH FR" country="fr"></threepid-verification>';
    shown = await ElementPage.open(browser, { body });
    const asked: unknown[] = [];
    await shown.page.route('https://id.test/phone/**/requestToken', async (route) => {
      const { challenge_answer: answer, country } = route.request().postDataJSON() as ChallengedRequest;
      asked.push([answer, country]);
      const headers = { 'access-control-allow-origin': '*' };
      const challenge = { type: 'turnstile', sitekey: 'key' };
      if (answer === undefined)
        return route.fulfill({ status: 429, headers, json: { errcode: 'M_LIMIT_EXCEEDED', challenge } });
      return route.fulfill({ headers, json: { sid: 'sid', success: true } });
    });
    await shown.page.evaluate(`{
      const element = document.querySelector('threepid-verification');
      element.challenges = { turnstile: async ({ sitekey }) => 'token of ' + sitekey };
    }`);
    await shown.ready();
    await field().fill('06 12 34 56 78');
    await field().press('Enter');
    await step('code');
    expect(asked).to.deep.equal([
      [undefined, 'FR'],
      ['token of key', 'FR'],
    ]);
    await shown.page.evaluate(`{
      const element = document.querySelector('threepid-verification');
      element.words = { ...${JSON.stringify(en)}, tag: 'nl', code: { ...${JSON.stringify(en.code)}, heading: 'Vul de code in' } };
    }`);
    await shown.page.getByRole('heading', { name: 'Vul de code in' }).waitFor();
  });

  it('is a control of its form: required from the start, disabled with it, and reset', async () => {
    const body = `<form><fieldset><threepid-verification name="phone" storage-key="a" required lang="de"></threepid-verification></fieldset></form>
      <script type="module">
        const element = document.querySelector('threepid-verification');
        await customElements.whenDefined('threepid-verification');
        window.early = { valid: element.closest('form').checkValidity(), shown: element.shadowRoot.childElementCount };
      </script>`;
    shown = await ElementPage.open(browser, { body });
    expect(await shown.page.evaluate('early')).to.deep.equal({ valid: false, shown: 0 });
    await field().fill('07400 123456');
    await shown.page.evaluate(`{
      // A framework may set all again whenever it renders.
      const element = document.querySelector('threepid-verification');
      element.setAttribute('storage-key', 'a');
      element.challenges = {};
    }`);
    await shown.page.evaluate("document.querySelector('fieldset').disabled = true");
    await shown.element.locator('[inert]').waitFor();
    await shown.page.keyboard.press('Tab');
    expect(await shown.page.evaluate('document.activeElement === document.body')).to.equal(true);
    expect(await field().inputValue()).to.equal('07400 123456');
    await shown.page.evaluate("document.querySelector('fieldset').disabled = false");
    await shown.element.locator(':not([inert]) > section').waitFor();
    await shown.page.evaluate("document.querySelector('form').reset()");
    await shown.page.waitForFunction(`${shadow}.querySelector('input')?.value === ''`);
  });

  it('continues after a reload and after a move, apart from another one on the page', async () => {
    const second = '<threepid-verification storage-key="second"></threepid-verification>';
    const body = `<main id="a"><threepid-verification></threepid-verification></main><main id="b">${second}</main>
      <script>
        const [one, two] = document.querySelectorAll('threepid-verification');
        const session = { sid: 'sid', clientSecret: 'secret', sendAttempt: 1, phoneNumber: '07400123456' };
        one.client = two.client = { request: async () => ({ ok: true, session }), submit: async () => ({ ok: true }) };
      </script>`;
    shown = await ElementPage.open(browser, { body });
    await field().fill('07400 123456');
    await field().press('Enter');
    await step('code');
    await shown.page.reload();
    await step('code');
    await shown.page.locator('#b [data-step=number]').waitFor();
    await shown.page.evaluate("document.querySelector('#b').prepend(one)");
    await shown.page.locator('#b [data-step=code]').waitFor();
    await shown.page.evaluate('{ one.remove(); setTimeout(() => document.body.append(one), 50) }');
    await shown.page.locator('body > threepid-verification [data-step=code]').waitFor();
  });
});

describe('the HTML example in a browser', function () {
  this.timeout(120_000);
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let url: string;

  before(async () => {
    server = new ServerProcess({ command: [process.execPath, `${root}examples/start.mjs`, 'html'] });
    [browser, [, url = '']] = await Promise.all([sharedBrowser(), server.printed(/listens on (http:\S+)/)]);
  });
  after(() => server.kill());
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/London' });
  });
  afterEach(() => page.close());

  /** Types what a person types, and answers the code from the server's console. */
  async function typeNumber(number: string): Promise<void> {
    const from = server.output.length;
    await page.keyboard.type(number);
    await page.keyboard.press('Enter');
    const [, code = ''] = await server.printed(/│ SMS to [^]*?\D(\d{6})\D[^]*?└/, from);
    await page.locator('[data-step=code] input:focus').waitFor();
    await page.keyboard.type(code);
  }

  it('verifies a number by the keyboard alone, and its server gets it', async () => {
    await page.goto(url);
    const saved = page.waitForResponse('**/account/phone-number');
    await page.locator('[data-ready=true]').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('ivory coast');
    await page.getByRole('option', { name: 'Côte d’Ivoire' }).waitFor();
    await page.keyboard.press('Escape');
    await typeNumber('07700900123');
    expect(await (await saved).json()).to.deep.equal({ number: '+447700900123' });
    await page.getByRole('heading', { name: 'Your number is verified' }).waitFor();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.localName')).to.equal('h2');
  });

  it('sends the verified number with a plain form, which can’t be sent before', async () => {
    await page.goto(`${url}/form.html`);
    await page.locator('[data-ready=true]').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.evaluate('document.activeElement.localName')).to.equal('threepid-verification');
    await typeNumber('07700900456');
    await page.locator('[data-step=verified]').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved +447700900456').waitFor();
  });
});

/**
 * Sums up how far things move, also right after a key was pressed, and keeps what moves around the element. A text that
 * takes another's place in the middle of a line counts for a little.
 */
const watchShifts = `{
  window.shifts = { sum: 0, around: [] };
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      shifts.sum += value;
      shifts.around.push(...sources.flatMap(({ node }) => node?.textContent ?? []));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}`;

interface Shifts {
  readonly sum: number;
  readonly around: readonly string[];
}

interface ChallengedRequest {
  readonly challenge_answer?: string;
  readonly country?: string;
}

interface Sizes {
  readonly tooWide: number;
  readonly height: number;
}

/** Of the page, and of the element in it. */
const sizes = `({
  tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  height: document.querySelector('threepid-verification').offsetHeight,
})`;
