import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { root, type ServerProcess } from '../server-process.js';
import { accessibilityErrors } from './accessibility.js';
import { sharedBrowser } from './chromium.js';
import { NextAppServer, nextUrl, startBuiltNextApp } from './next-app-server.js';

/** Pictures of the pages whose tests failed and, with `THREEPID_SCREENSHOTS`, of every step. */
const screenshots = `${root}test/browser/screenshots`;
const keepsLooks = Boolean(process.env['THREEPID_SCREENSHOTS']);
/** For a machine that is slow, or busy with other tests. */
const patience = { wait: 60_000, test: 180_000, build: 280_000 } as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const desktop = { viewport: { width: 1280, height: 800 } } as const;
const british = { locale: 'en-GB', timezoneId: 'Europe/London' } as const;

const hour = 3_600_000;

/** Each number has its own block, and each test its own network, because the guard counts messages by both. */
let numbers = 0;
let networks = 0;

function nextNumber(): { readonly typed: string; readonly e164: string; readonly shown: string } {
  numbers += 1;
  const last = String(numbers * 10_000 + 1).padStart(6, '0');
  return { typed: `07400${last}`, e164: `+447400${last}`, shown: `+44 7400 ${last}` };
}

describe('next-app in a browser', function () {
  this.timeout(patience.test);
  let server: NextAppServer;
  let browser: Browser;
  let page: Page;
  let faults: string[] = [];

  before(async function () {
    // The production build may have to run first.
    this.timeout(patience.build);
    [server, browser] = await Promise.all([NextAppServer.start(), sharedBrowser()]);
  });
  after(() => server.close());
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.isFailed() && !page.isClosed()) await keepLook(`failed ${test.title}`);
    await page.context().close();
    await server.sns.play('accept');
    expect(faults, 'errors in the browser').to.deep.equal([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    faults = [];
    networks += 1;
    const extraHTTPHeaders = { 'X-Forwarded-For': `10.${networks}.0.1` };
    const context = await browser.newContext({ ...british, extraHTTPHeaders, ...options });
    page = await context.newPage();
    page.setDefaultTimeout(patience.wait);
    page.on('pageerror', (error) => faults.push(error.message));
    // A test can move the clock, so that it need not wait for countdowns.
    await page.clock.install();
    await load(() => page.goto(server.url));
  }

  async function load(navigate: () => Promise<unknown>): Promise<void> {
    await navigate();
    await page.locator('[data-ready=true]').waitFor();
  }

  /** The numbering plans are loaded once the page is there. */
  const rulesLoaded = () => page.locator('input[type=tel][placeholder]').waitFor();
  const numberField = () => page.getByRole('textbox', { name: 'Phone number' });
  const codeField = () => page.getByRole('textbox', { name: 'Code', exact: true });
  const resendButton = () => page.getByRole('button', { name: /^Resend/ });
  const alertText = () => page.getByRole('alert').filter({ hasText: /\S/ });
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor();
  const alerted = (words: string) => page.getByRole('alert').filter({ hasText: words }).waitFor();

  async function send(typed: string): Promise<void> {
    await numberField().fill(typed);
    await page.getByRole('button', { name: 'Send code' }).click();
  }

  async function reachCode(): Promise<ReturnType<typeof nextNumber>> {
    const number = nextNumber();
    await send(number.typed);
    await heading('Enter the code');
    return number;
  }

  const lastCode = (to: string): string => server.codes(to).at(-1) ?? '';
  const wrongCode = (to: string): string => (lastCode(to) === '000000' ? '000001' : '000000');

  describe('the happy path', () => {
    it('by hand, on a phone', async () => {
      await open(phone);
      const number = await reachCode();
      await page.getByText(number.shown).waitFor();
      expect(server.codes(number.e164)).to.have.length(1);
      await codeField().pressSequentially(lastCode(number.e164));
      await heading('Your number is verified');
      await page.getByText(number.shown).waitFor();
    });

    it('with the keyboard only', async () => {
      await open(desktop);
      const number = nextNumber();
      const press = (key: string) => page.keyboard.press(key);
      await press('Tab');
      expect(await focusedName()).to.match(/^\+44, United Kingdom/);
      await press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('swit');
      await page.getByRole('option', { name: 'Switzerland' }).waitFor();
      await press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.getByRole('button', { name: /United Kingdom/ }).isVisible()).to.equal(true);
      await page.keyboard.type(number.typed);
      await press('Enter');
      await heading('Enter the code');
      expect(await isFocused(codeField())).to.equal(true);
      await page.keyboard.type(lastCode(number.e164));
      await heading('Your number is verified');
      expect(await page.evaluate('document.activeElement.textContent')).to.equal('Your number is verified');
    });

    it('with the code pasted, spaces and all', async () => {
      await open(desktop);
      const number = await reachCode();
      const code = lastCode(number.e164);
      await codeField().fill(`${code.slice(0, 3)} ${code.slice(3)}`);
      await heading('Your number is verified');
    });

    it('with the whole message pasted', async () => {
      await open(desktop);
      const number = await reachCode();
      await codeField().fill(server.sns.messages.at(-1)?.text ?? '');
      await heading('Your number is verified');
      expect(number.e164).to.equal(server.sns.messages.at(-1)?.to);
    });

    it('with the code from WebOTP', async () => {
      await open(phone);
      // No message reaches a headless browser, so the test plays that part.
      await page.evaluate(`{
        window.OTPCredential = class {};
        navigator.credentials.get = (options) => {
          window.otpOptions = options;
          return new Promise((resolve) => { window.handOver = (code) => resolve({ code }); });
        };
      }`);
      const number = await reachCode();
      await page.waitForFunction('window.handOver !== undefined');
      expect(await page.evaluate('window.otpOptions.otp')).to.deep.equal({ transport: ['sms'] });
      await page.evaluate(`window.handOver('${lastCode(number.e164)}')`);
      await heading('Your number is verified');
    });

    it('and then another number', async () => {
      await open(phone);
      const first = await reachCode();
      await codeField().fill(lastCode(first.e164));
      await page.getByRole('button', { name: 'Verify another number' }).click();
      const second = await reachCode();
      await codeField().fill(lastCode(second.e164));
      await page.getByText(second.shown).waitFor();
    });
  });

  describe('the number', () => {
    it('is formatted as it is typed, and keeps the caret in place', async () => {
      await open(desktop);
      await rulesLoaded();
      await numberField().pressSequentially('07400123456');
      expect(await numberField().inputValue()).to.equal('07400 123456');
      await page.evaluate("document.querySelector('input[type=tel]').setSelectionRange(6, 6)");
      await page.keyboard.press('Backspace');
      expect(await numberField().inputValue()).to.equal('07401 23456');
      await page.keyboard.type('9');
      expect(await numberField().inputValue()).to.equal('07409 123456');
    });

    it('loses its last digit on a backspace after a bracket', async () => {
      await open(desktop);
      await chooseCountry('+1', 'United States');
      await numberField().pressSequentially('202555');
      expect(await numberField().inputValue()).to.equal('(202) 555');
      for (let key = 0; key < 7; key += 1) await page.keyboard.press('Backspace');
      expect(await numberField().inputValue()).to.equal('');
    });

    it('takes the country of an international number', async () => {
      await open(desktop);
      await rulesLoaded();
      await numberField().fill('+4915112345678');
      await page.getByRole('button', { name: '+49, Germany' }).waitFor();
      expect(await numberField().inputValue()).to.equal('+49 1511 2345678');
    });

    it('accepts full-width and Arabic digits', async () => {
      await open(desktop);
      await rulesLoaded();
      await numberField().fill('٠٧٤٠٠１２３４５６');
      expect(await numberField().inputValue()).to.equal('07400 123456');
    });

    const wrong: Readonly<Record<string, string>> = {
      '': 'Enter your phone number.',
      '0': 'This number is too short.',
      '0740012345678': 'This number is too long.',
      '07400 1234':
        'This isn’t a valid phone number in the selected country. Check the number and the country.',
      '0909 879 0000': 'We can’t send text messages to this number. Try a mobile number.',
    };
    it('is reported where it can’t be right, until it is changed', async () => {
      await open(desktop);
      await rulesLoaded();
      for (const [typed, words] of Object.entries(wrong)) {
        await send(typed);
        await alerted(words);
        expect(await numberField().getAttribute('aria-invalid'), typed).to.equal('true');
        expect(await numberField().getAttribute('aria-describedby'), typed).to.match(/-error$/);
        expect(await isFocused(numberField()), typed).to.equal(true);
        await numberField().pressSequentially('1');
        expect(await alertText().count(), typed).to.equal(0);
      }
    });
  });

  describe('the country', () => {
    const guesses: readonly (readonly [string, BrowserContextOptions, string])[] = [
      ['the time zone', { locale: 'en-US', timezoneId: 'Europe/Berlin' }, '+49, Germany'],
      ['the time zone of many', { locale: 'en-GB', timezoneId: 'America/Sao_Paulo' }, '+55, Brazil'],
      ['the language if the time zone is of no help', { locale: 'fr-CA', timezoneId: 'UTC' }, '+1, Canada'],
    ];
    for (const [by, options, name] of guesses) {
      it(`is guessed by ${by}`, async () => {
        await open({ ...desktop, ...options });
        await page.getByRole('button', { name }).waitFor();
      });
    }

    it('is found by name, by a word in it, without accents, by code and by calling code', async () => {
      await open(desktop);
      await page.getByRole('button', { name: /United Kingdom/ }).click();
      const search = page.getByRole('combobox', { name: 'Search countries' });
      const finds: Readonly<Record<string, string>> = {
        germ: 'Germany +49',
        kingdom: 'United Kingdom +44',
        curacao: 'Curaçao +599',
        JP: 'Japan +81',
        '+353': 'Ireland +353',
      };
      for (const [text, name] of Object.entries(finds)) {
        await search.fill(text);
        await page
          .getByRole('option')
          .first()
          .filter({ hasText: name.split(' +')[0] ?? '' })
          .waitFor();
      }
      await search.fill('atlantis');
      await page.getByText('No countries found').waitFor();
      expect(await page.getByRole('option').count()).to.equal(0);
    });

    it('is chosen with arrows and Enter, and stays chosen', async () => {
      await open(desktop);
      await page.getByRole('button', { name: /United Kingdom/ }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('united');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const active = await page.getByRole('combobox').getAttribute('aria-activedescendant');
      expect(await page.locator(`[id="${active ?? ''}"]`).innerText()).to.include('United States');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: '+1, United States' }).waitFor();
      expect(await isFocused(numberField())).to.equal(true);
    });
  });

  it('reports a wrong code, and then accepts the right one', async () => {
    await open(phone);
    const number = await reachCode();
    await codeField().fill(wrongCode(number.e164));
    await alerted('That code isn’t right.');
    expect(await codeField().inputValue()).to.equal('');
    expect(await codeField().getAttribute('aria-invalid')).to.equal('true');
    expect(await isFocused(codeField())).to.equal(true);
    await codeField().fill(lastCode(number.e164));
    await heading('Your number is verified');
  });

  it('refuses even the right code after five wrong ones, and then accepts a new one', async () => {
    await open(phone);
    const number = await reachCode();
    const wrong = wrongCode(number.e164);
    for (let guess = 0; guess < 5; guess += 1) {
      await codeField().fill(wrong);
      await alerted('That code isn’t right.');
      await codeField().pressSequentially('1');
      expect(await alertText().count()).to.equal(0);
    }
    await codeField().fill(lastCode(number.e164));
    await alerted('This code is no longer valid.');
    await sendNewCode();
    await codeField().fill(lastCode(number.e164));
    await heading('Your number is verified');
  });

  it('reports an incomplete code, and keeps it', async () => {
    await open(desktop);
    await reachCode();
    await codeField().fill('123');
    await page.getByRole('button', { name: 'Verify' }).click();
    await alerted('Enter the 6-digit code.');
    expect(await codeField().inputValue()).to.equal('123');
  });

  it('sends the same code again after a countdown', async () => {
    await open(phone);
    const number = await reachCode();
    await page.getByRole('button', { name: /^Resend in 0:(?:30|2\d)$/ }).waitFor();
    expect(await resendButton().getAttribute('aria-disabled')).to.equal('true');
    await resendButton().click({ force: true });
    await page.clock.fastForward(30_000);
    await page.getByRole('button', { name: 'Resend code', exact: true }).click();
    await page.getByText('We sent you the code again.').waitFor();
    const codes = server.codes(number.e164);
    expect(codes).to.have.length(2);
    expect(codes[0]).to.equal(codes[1]);
    await codeField().fill(codes[0] ?? '');
    await heading('Your number is verified');
  });

  it('reports an expired code, and offers a new one at once', async () => {
    await open(phone);
    const number = await reachCode();
    await server.tenMinutesLater();
    await codeField().fill(lastCode(number.e164));
    await alerted('This code is no longer valid. Request a new one.');
    await sendNewCode();
    expect(server.codes(number.e164)).to.have.length(2);
    await codeField().fill(lastCode(number.e164));
    await heading('Your number is verified');
  });

  async function sendNewCode(): Promise<void> {
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await page.getByText('We sent you a new code.').waitFor();
  }

  /** Requests the code again until the server refuses. */
  async function resendUntilRefused(): Promise<void> {
    for (let sent = 1; sent < 3; sent += 1) {
      await resendAfterPause();
      await page.getByText('We sent you the code again.').waitFor();
      await page.getByRole('button', { name: /^Resend in/ }).waitFor();
    }
    await resendAfterPause();
    await alerted('We can’t send you a code right now. Try again later.');
    expect(await codeField().getAttribute('aria-invalid')).to.equal('false');
  }

  async function resendAfterPause(): Promise<void> {
    await page.clock.fastForward(30_000);
    await page.getByRole('button', { name: 'Resend code', exact: true }).click();
  }

  /** Requests a code for the same number until the server refuses, always from the first step. */
  async function sendUntilRefused(): Promise<void> {
    for (let sent = 1; sent < 4; sent += 1) {
      await page.getByRole('button', { name: 'Change number' }).click();
      await page.getByRole('button', { name: 'Send code' }).click();
      if (sent < 3) await heading('Enter the code');
    }
    await alerted('We can’t send you a code right now. Try again later.');
  }

  async function verifyAnotherNumber(): Promise<void> {
    const other = await reachCode();
    await codeField().fill(lastCode(other.e164));
    await heading('Your number is verified');
  }

  describe('the limit of messages, with the guard off', () => {
    let guarded: NextAppServer;
    before(async () => {
      guarded = server;
      server = await NextAppServer.start({ THREEPID_GUARD: 'off' });
    });
    after(async () => {
      await server.close();
      server = guarded;
    });

    it('is reported at the code step, with a countdown until the next message', async () => {
      await open(phone);
      const number = await reachCode();
      await resendUntilRefused();
      await page.getByRole('button', { name: /^Resend in (?:10:00|9:\d\d)$/ }).waitFor();
      expect(server.codes(number.e164)).to.have.length(3);
      await server.tenMinutesLater();
      await page.clock.fastForward(600_000);
      await page.getByRole('button', { name: 'Resend code', exact: true }).click();
      await page.getByText('We sent you the code again.').waitFor();
      await codeField().fill(lastCode(number.e164));
      await heading('Your number is verified');
    });

    it('is reported at the number step, but not for another number', async () => {
      await open(phone);
      const number = await reachCode();
      await sendUntilRefused();
      await page.getByRole('button', { name: /^Try again in (?:10:00|9:\d\d)$/ }).waitFor();
      expect(server.codes(number.e164)).to.have.length(3);
      await verifyAnotherNumber();
    });
  });

  describe('a wait of hours, which the guard asks for', () => {
    it('is written in hours, then in minutes, and counts down the last hour', async () => {
      await open(phone);
      const number = await reachCode();
      await resendUntilRefused();
      const hours = await hoursOf(page.getByRole('button', { name: /^Resend in \d+ hours$/ }));
      expect(server.codes(number.e164)).to.have.length(3);
      await page.clock.fastForward((hours - 1.5) * hour);
      await page.getByRole('button', { name: /^Resend in (?:90|8\d) minutes$/ }).waitFor();
      await page.clock.fastForward(hour);
      await page.getByRole('button', { name: /^Resend in (?:30:00|2\d:\d\d)$/ }).waitFor();
      await page.clock.fastForward(hour / 2);
      await page.getByRole('button', { name: 'Resend code', exact: true }).waitFor();
    });

    it('does not keep the code that arrived from being accepted', async () => {
      await open(phone);
      const number = await reachCode();
      await resendUntilRefused();
      await codeField().fill(lastCode(number.e164));
      await heading('Your number is verified');
    });

    it('is reported at the number step, but not for another number', async () => {
      await open(phone);
      const number = await reachCode();
      await sendUntilRefused();
      expect(await hoursOf(page.getByRole('button', { name: /^Try again in \d+ hours$/ }))).to.be.above(1);
      expect(server.codes(number.e164)).to.have.length(3);
      await verifyAnotherNumber();
    });
  });

  async function hoursOf(button: Locator): Promise<number> {
    return Number(/\d+/.exec(await button.innerText())?.[0]);
  }

  for (const fault of ['down', 'refuse', 'throttle'] as const) {
    it(`reports a failing provider (${fault}), and sends one message once it is back`, async () => {
      await open(phone);
      await server.sns.play(fault);
      const number = nextNumber();
      await send(number.typed);
      await alerted('We couldn’t send the message. Try again in a moment.');
      expect(server.codes(number.e164)).to.deep.equal([]);
      await server.sns.play('accept');
      await page.getByRole('button', { name: 'Send code' }).click();
      await heading('Enter the code');
      expect(server.codes(number.e164)).to.have.length(1);
      await codeField().fill(lastCode(number.e164));
      await heading('Your number is verified');
    });
  }

  it('reports a number to which the carrier does not deliver', async () => {
    await open(phone);
    await server.sns.play('reject-destination');
    await send(nextNumber().typed);
    await alerted('We can’t send text messages to this number. Try a mobile number.');
  });

  it('reports a lost connection, after which the same code is valid', async () => {
    await open(phone);
    const number = await reachCode();
    await page.context().setOffline(true);
    await codeField().fill(lastCode(number.e164));
    await alerted('Couldn’t connect. Check your internet connection and try again.');
    await page.context().setOffline(false);
    await codeField().fill(lastCode(number.e164));
    await heading('Your number is verified');
  });

  describe('a reloaded page', () => {
    it('continues at the code, with the countdown', async () => {
      await open(phone);
      const number = await reachCode();
      await load(() => page.reload());
      await heading('Enter the code');
      await page.getByText(number.shown).waitFor();
      await page.getByRole('button', { name: /^Resend in/ }).waitFor();
      expect(server.codes(number.e164)).to.have.length(1);
      await codeField().fill(lastCode(number.e164));
      await heading('Your number is verified');
      await load(() => page.reload());
      await heading('Your number is verified');
    });

    it('continues to count send attempts', async () => {
      await open(phone);
      const number = await reachCode();
      await load(() => page.reload());
      await page.clock.fastForward(30_000);
      await page.getByRole('button', { name: 'Resend code', exact: true }).click();
      await page.getByText('We sent you the code again.').waitFor();
      expect(server.codes(number.e164)).to.have.length(2);
    });

    it('starts over in another tab', async () => {
      await open(phone);
      await reachCode();
      const other = await page.context().newPage();
      await other.goto(server.url);
      await other.getByRole('heading', { name: 'Verify your phone number' }).waitFor();
    });
  });

  it('returns to the session of a number after a change', async () => {
    await open(phone);
    const first = await reachCode();
    await page.getByRole('button', { name: 'Change number' }).click();
    expect((await numberField().inputValue()).replace(' ', '')).to.equal(first.typed);
    const second = await reachCode();
    await codeField().fill(lastCode(first.e164) === lastCode(second.e164) ? '000000' : lastCode(first.e164));
    await alerted('That code isn’t right.');
    await codeField().fill(lastCode(second.e164));
    await heading('Your number is verified');
  });

  it('has everything that browsers and phones need for autofill', async () => {
    await open(phone);
    expect(await numberField().getAttribute('autocomplete')).to.equal('tel');
    await reachCode();
    expect(await codeField().getAttribute('autocomplete')).to.equal('one-time-code');
    expect(await codeField().getAttribute('inputmode')).to.equal('numeric');
  });

  // element.test.ts looks at every state in every language: here is the page around the component.
  for (const [name, options] of Object.entries({ phone, desktop })) {
    it(`the page is accessible and fits, in light and dark colours (${name})`, async () => {
      // Without animations, because colours are checked in their final state.
      await open({ ...options, reducedMotion: 'reduce' });
      await checkLook(name, '1-number');
      const number = await reachCode();
      await checkLook(name, '2-code');
      await codeField().fill(lastCode(number.e164));
      await heading('Your number is verified');
      await checkLook(name, '3-verified');
    });
  }

  it('does the work that the server asks for under attack, in a worker, and shows it', async () => {
    await open(phone);
    const challenged = await pump();
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    let answer = (): void => undefined;
    const looked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/requestToken', async (route) => {
      if (route.request().postData()?.includes('challenge_answer') === true) await looked;
      await route.continue();
    });
    await send(challenged);
    await page.getByRole('status').filter({ hasText: 'Checking that you’re not a robot…' }).waitFor();
    await page.locator('progress').waitFor();
    answer();
    await heading('Enter the code');
    expect(workers).to.have.length(1);
    expect(server.codes(challenged)).to.have.length(1);
    await codeField().fill(lastCode(challenged));
    await heading('Your number is verified');
  });

  /** Has messages sent from the page's address until the guard has doubts: the number that it asks a proof for. */
  async function pump(): Promise<string> {
    for (let index = 0; index < 40; index += 1) {
      const number = `+49151${12_000_000 + index * 37_781}`;
      const body = JSON.stringify({ client_secret: 'pump', country: '', phone_number: number });
      const headers = { 'X-Forwarded-For': `10.${networks}.0.1` };
      const url = `${server.url}/_matrix/identity/api/v1/validate/msisdn/requestToken`;
      const response = await fetch(url, { method: 'POST', headers, body });
      if (response.status === 429) return number;
    }
    throw new Error('the guard has no doubts');
  }

  async function checkLook(name: string, step: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const look = `${name} ${colorScheme} ${step}`;
      if (keepsLooks) await keepLook(look);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow), `${look}: wider than the screen`).to.equal(0);
      expect(await accessibilityErrors(page), look).to.deep.equal([]);
    }
  }

  async function keepLook(look: string): Promise<void> {
    await page.screenshot({ path: `${screenshots}/${look.replace(/\W+/g, '-')}.png` });
  }

  async function chooseCountry(search: string, name: string): Promise<void> {
    await page.getByRole('button', { name: /Change country/ }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(search);
    await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  }

  function isFocused(field: Locator): Promise<boolean> {
    return field.and(page.locator(':focus')).isVisible();
  }

  function focusedName(): Promise<string> {
    return page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
  }

  describe('in production', () => {
    let next: ServerProcess;
    afterEach(() => next.kill());

    it('refuses to start with the inbox, and says why', async () => {
      next = startBuiltNextApp({ THREEPID_INBOX: 'on' });
      expect((await next.exit).code).to.equal(1);
      expect(next.output).to.include('THREEPID_INBOX');
    });

    it('has no inbox', async () => {
      next = startBuiltNextApp();
      const url = await nextUrl(next);
      for (const path of ['inbox', 'inbox/messages']) {
        expect((await fetch(`${url}/_threepid/${path}`)).status).to.equal(404);
      }
    });
  });
});
