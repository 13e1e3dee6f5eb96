import { expect } from 'chai';
import type { OutputFile } from 'esbuild';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { sharedBrowser } from './chromium.js';
import { bundleReactApp, ReactPage, scriptedAnswers } from './react-page.js';

/** The app of the tests. `?app` says which part of it is shown. */
const source = `
import { Component, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server.browser';
import { PhoneVerification, useVerification } from '@threepid/react';
import '@threepid/react/styles.css';

window.verified = [];
const onVerified = (verified) => { window.verified.push(verified); return window.finish?.(); };

function Plain() {
  const { state, request, submit } = useVerification();
  const call = state.step === 'number' ? () => request({ phoneNumber: '+447400123456' }) : () => submit('123456');
  return <button onClick={call}>{state.step}</button>;
}

class Boundary extends Component {
  state = {};
  static getDerivedStateFromError(error) { return { error }; }
  render() { return this.state.error ? <h1>{this.state.error.digest}</h1> : this.props.children; }
}

const onChange = (verification) => { window.verification = verification; };
const apps = {
  component: () => <Boundary><PhoneVerification onVerified={onVerified} onChange={onChange} country="GB" /></Boundary>,
  two: () => <><PhoneVerification storageKey="a" /><PhoneVerification storageKey="b" className="second" /></>,
  hook: () => <Plain />,
};
window.show = (name, hydrated = false) => {
  const App = apps[name];
  const app = <StrictMode><App /></StrictMode>;
  const place = document.getElementById('app');
  if (hydrated) hydrateRoot(place, app);
  else createRoot(place, { onCaughtError: () => undefined }).render(app);
};
window.htmlOf = (name) => renderToString(<StrictMode>{apps[name]()}</StrictMode>);
const shown = document.documentElement.dataset.show;
if (shown) window.show(shown);
`;

const head = '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/app.css">';
const pageOf = (app: string, lang = 'en') =>
  `<!doctype html><html lang="${lang}" data-show="${app}">${head}<div id="app"></div><script type="module" src="/app.js"></script></html>`;

describe('@threepid/react in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let files: readonly OutputFile[];
  let app: ReactPage;

  before(async () => {
    [browser, files] = await Promise.all([sharedBrowser(), bundleReactApp(source)]);
  });
  afterEach(async () => {
    await app.page.context().close();
    expect(app.errors, 'errors in the browser').to.deep.equal([]);
  });

  async function open(html = pageOf('component'), options: BrowserContextOptions = {}): Promise<void> {
    app = await ReactPage.open(browser, files, { html, ...options });
  }

  const ready = () => app.page.locator('[data-ready=true]').first().waitFor();
  const numberField = () => app.page.locator('input[type=tel]');
  const codeField = () => app.page.locator('input[name=code]');
  const button = (name: string) => app.page.getByRole('button', { name });
  const heading = (name: string) => app.page.getByRole('heading', { name }).waitFor();
  const alerted = (text: string) => app.page.getByRole('alert').filter({ hasText: text }).waitFor();
  const verified = () => app.page.evaluate<readonly unknown[]>('window.verified');

  async function reachCode(): Promise<void> {
    await ready();
    await numberField().fill('07400 123456');
    await button('Send code').click();
    await heading('Enter the code');
  }

  describe('the host’s onVerified', () => {
    it('is called once, also in strict mode, and not after a reload', async () => {
      await open();
      await reachCode();
      await codeField().fill('123456');
      await heading('Your number is verified');
      const [only, ...more] = (await verified()) as readonly Readonly<Record<string, string>>[];
      expect(only).to.include({ sid: 'the-sid', msisdn: '447400123456' });
      expect(only?.['clientSecret']).to.match(/^[\w.=-]{16,}$/);
      expect(more).to.deep.equal([]);
      await app.page.reload();
      await heading('Your number is verified');
      expect(await verified()).to.deep.equal([]);
    });

    it('may reject: the person is told, and tries again', async () => {
      await open();
      await reachCode();
      await app.page.evaluate("window.finish = () => Promise.reject(new Error('no database'))");
      await codeField().fill('123456');
      await alerted('Your number is verified, but we couldn’t finish.');
      await app.page.evaluate(
        'window.finish = () => new Promise((resolve) => { window.resolve = resolve; })',
      );
      await button('Try again').click();
      await button('One moment…').waitFor();
      await app.page.evaluate('window.resolve()');
      await app.page.locator('.threepid-done').waitFor();
      expect(await verified()).to.have.length(2);
    });

    it('may reject for good: the person verifies another number', async () => {
      await open();
      await reachCode();
      await app.page.evaluate("window.finish = () => Promise.reject(new Error('taken'))");
      await codeField().fill('123456');
      await button('Verify another number').click();
      await heading('Verify your phone number');
      await app.page.evaluate('window.finish = undefined');
      const { status, body } = scriptedAnswers.sent;
      app.answers['requestToken'] = { status, body: { ...body, sid: 'another' } };
      await reachCode();
      await codeField().fill('123456');
      await app.page.locator('.threepid-done').waitFor();
      expect(await verified()).to.have.length(2);
    });

    it('may end after another number was verified', async () => {
      await open();
      await reachCode();
      await app.page.evaluate('window.finish = () => new Promise((resolve) => { window.late = resolve; })');
      await codeField().fill('123456');
      await app.page.waitForFunction('window.verified.length === 1');
      await app.page.evaluate('window.finish = undefined; window.verification.restart()');
      app.answers['requestToken'] = otherSession;
      await reachCode();
      await codeField().fill('123456');
      await heading('Your number is verified');
      await app.page.evaluate('window.late(), new Promise(requestAnimationFrame)');
      await heading('Your number is verified');
      await app.page.reload();
      await heading('Your number is verified');
      expect(await verified()).to.deep.equal([]);
    });

    it('may redirect, as a server action of Next.js does', async () => {
      await open();
      await reachCode();
      const digest = 'NEXT_REDIRECT;push;/welcome;307;';
      await app.page.evaluate(
        `window.finish = () => Promise.reject(Object.assign(new Error('NEXT_REDIRECT'), { digest: '${digest}' }))`,
      );
      await codeField().fill('123456');
      await heading(digest);
    });

    it('is called again if the page was reloaded meanwhile', async () => {
      await open();
      await reachCode();
      await app.page.evaluate('window.finish = () => new Promise(() => undefined)');
      await codeField().fill('123456');
      await app.page.waitForFunction('window.verified.length === 1');
      expect(await button('Checking…').isVisible()).to.equal(true);
      await app.page.reload();
      await button('Verify another number').waitFor();
      expect(await verified()).to.have.length(1);
    });
  });

  it('reads the code of a new message, and leaves a code that comes too late', async () => {
    await open();
    await app.page.evaluate(`{
      window.OTPCredential = class {};
      window.otps = [];
      navigator.credentials.get = () => new Promise((resolve) => otps.push((code) => resolve({ code })));
    }`);
    await reachCode();
    app.answers['submitToken'] = scriptedAnswers.dead;
    await app.page.evaluate("otps.at(-1)('123456')");
    await alerted('This code is no longer valid.');
    app.answers['requestToken'] = otherSession;
    app.answers['submitToken'] = scriptedAnswers.right;
    await button('Send a new code').click();
    await app.page.getByText('We sent you a new code.').waitFor();
    await app.page.evaluate("otps.at(-1)('654321')");
    await heading('Your number is verified');
    expect(app.requests.at(-1)?.postDataJSON()).to.include({ sid: 'other', token: '654321' });
  });

  it('keeps the code while there is no connection', async () => {
    await open();
    await reachCode();
    delete app.answers['submitToken'];
    await codeField().fill('123456');
    await alerted('Couldn’t connect.');
    expect(await codeField().inputValue()).to.equal('123456');
    app.answers['submitToken'] = scriptedAnswers.right;
    await button('Verify').click();
    await heading('Your number is verified');
  });

  it('replaces the code by a pasted one', async () => {
    await open();
    await reachCode();
    await codeField().fill('123');
    await app.page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', 'Your code is 482 915.');
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector('input[name=code]').dispatchEvent(paste);
    }`);
    await heading('Your number is verified');
    expect(app.requests.at(-1)?.postDataJSON()).to.include({ token: '482915' });
  });

  it('keeps what was typed while the message can’t be sent again', async () => {
    await open();
    await app.page.clock.install();
    await reachCode();
    await codeField().fill('123');
    delete app.answers['requestToken'];
    await app.page.clock.fastForward(31_000);
    await button('Resend code').click();
    // The client tries three times.
    await app.page.clock.runFor(5_000);
    await alerted('Couldn’t connect.');
    expect(await codeField().inputValue()).to.equal('123');
  });

  it('offers a new code for a dead session, also after a reload', async () => {
    await open();
    await reachCode();
    app.answers['submitToken'] = scriptedAnswers.dead;
    await codeField().fill('123456');
    await alerted('This code is no longer valid.');
    expect(await button('Send a new code').and(app.page.locator(':focus')).isVisible()).to.equal(true);
    await app.page.reload();
    await alerted('This code is no longer valid.');
    await app.page.keyboard.press('Tab');
    await button('Send a new code').click();
    await app.page.getByText('We sent you a new code.').waitFor();
    const [first, second] = app.requests.filter((request) => request.url().endsWith('requestToken'));
    expect(first?.postDataJSON()).to.include({ send_attempt: 1 });
    expect(second?.postDataJSON()).to.include({ send_attempt: 1 });
    expect(secretOf(first?.postData())).not.to.equal(secretOf(second?.postData()));
  });

  it('does not take the focus from a page that is loaded', async () => {
    await open();
    await reachCode();
    await app.page.reload();
    await heading('Enter the code');
    expect(await app.page.evaluate('document.activeElement === document.body')).to.equal(true);
  });

  it('keeps what was typed before it was hydrated, and then formats it', async () => {
    await open(pageOf(''));
    const markup = await app.page.evaluate<string>("window.htmlOf('component')");
    await app.page.evaluate(`document.getElementById('app').innerHTML = ${JSON.stringify(markup)}`);
    await numberField().fill('07400123456');
    await app.page.keyboard.press('Enter');
    await app.page.evaluate("window.show('component', true)");
    await ready();
    await app.page.waitForFunction("document.querySelector('input[type=tel]').value === '07400 123456'");
    expect(app.page.url()).to.equal('https://react.test/');
  });

  it('works without the numbering plans, the list of countries and the flags', async () => {
    await open(pageOf(''));
    app.missing = /phone-rules|country-picker|3x2/;
    await app.page.evaluate("window.show('component')");
    await reachCode();
    const [request] = app.requests;
    expect(request?.postDataJSON()).to.include({ phone_number: '07400 123456', country: 'GB' });
  });

  it('speaks the page’s language, and asks for messages in it', async () => {
    await open(pageOf('component', 'pt-BR'));
    await app.page.getByRole('heading', { name: 'Verifique o seu número' }).waitFor();
    await numberField().fill('07400 123456');
    await app.page.locator('button[type=submit]').click();
    await codeField().waitFor();
    expect(await app.requests[0]?.headerValue('accept-language')).to.equal('pt-BR');
  });

  it('can be twice on a page', async () => {
    await open(pageOf('two'));
    await app.page.locator('.second[data-ready=true]').waitFor();
    await app.page.locator('.second').getByRole('textbox', { name: 'Phone number' }).fill('07400 123456');
    await app.page.locator('.second').getByRole('button', { name: 'Send code' }).click();
    await app.page.locator('.second').getByRole('textbox', { name: 'Code' }).waitFor();
    expect(await app.page.locator('input[type=tel]').inputValue()).to.equal('');
    const ids = await app.page.evaluate<readonly string[]>(
      "Array.from(document.querySelectorAll('[id]'), ({ id }) => id)",
    );
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('keeps its size where the page has another font size, by the unit', async () => {
    await open();
    await ready();
    const height = async (style: string): Promise<number | undefined> => {
      await app.page.evaluate(`document.documentElement.style = '${style}'`);
      return (await numberField().boundingBox())?.height;
    };
    const usual = await height('');
    expect(await height('font-size: 10px')).to.be.lessThan(usual ?? 0);
    expect(await height('font-size: 10px; --threepid-unit: 16px')).to.equal(usual);
  });

  it('says what to do without JavaScript, and shows no form', async () => {
    await open(pageOf(''));
    const markup = await app.page.evaluate<string>("window.htmlOf('component')");
    await app.page.context().close();
    await open(`<!doctype html><html lang="en">${head}${markup}</html>`, { javaScriptEnabled: false });
    // Playwright finds no text within <noscript>.
    const words = app.page.locator('.threepid-no-script');
    expect(await words.isVisible()).to.equal(true);
    expect(await words.innerText()).to.include('turn on JavaScript');
    expect(await numberField().isVisible()).to.equal(false);
  });

  it('has the verification as a hook', async () => {
    await open(pageOf('hook'));
    await button('number').click();
    await button('code').click();
    await button('verified').waitFor();
  });
});

function secretOf(body: string | null | undefined): string {
  return (JSON.parse(body ?? '{}') as { readonly client_secret: string }).client_secret;
}

const otherSession = { status: 200, body: { ...scriptedAnswers.sent.body, sid: 'other' } } as const;
