import { createThreepidClient, type ChallengeSolver } from '@threepid/client';
import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import { startTurnstilePeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startVerifyingServer } from './verifying-server.js';

const keys = { siteKey: '0x4AAAAAAAtestSiteKey', secret: '0x4AAAAAAAsecretOfTheWidget' };
const folder = fileURLToPath(new URL('..', import.meta.url));

/** A module of the README, bundled as an app's bundler does it. */
async function moduleOfReadme(heading: string, more = ''): Promise<unknown> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, section = ''] = readme.split(`\n## ${heading}`);
  const [, code = ''] = /^```ts\n(.*?)^```$/ms.exec(section) ?? [];
  expect(code, heading).to.not.equal('');
  const stdin = { contents: `${code}\n${more}`, loader: 'ts' as const, resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', write: false });
  const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

/** The function of the README's page that shows the widget. */
async function solverOfReadme(): Promise<ChallengeSolver> {
  const module = await moduleOfReadme('Widgets', 'export { tokenOfWidget };');
  return (module as { readonly tokenOfWidget: ChallengeSolver }).tokenOfWidget;
}

interface Rendered {
  readonly sitekey: string;
  readonly cData: string;
  readonly callback: (token: string) => void;
}

describe("the README's page with a widget", () => {
  const platform = globalThis as { turnstile?: unknown };
  afterEach(() => {
    delete platform.turnstile;
  });

  it('gets a message through', async () => {
    const peer = await startTurnstilePeer(keys);
    const server = await startVerifyingServer({
      limits: false,
      sendPolicy: {
        judge: ({ proved }) => (proved ? { kind: 'allow' } : { kind: 'challenge', retryAfterMs: 5_000 }),
      },
      challenge: new TurnstileChallenge({ ...keys, url: peer.url }),
    });
    peer.now = server.now;
    const removed: string[] = [];
    platform.turnstile = {
      render: (_: string, { sitekey, cData: cdata, callback }: Rendered) => {
        setTimeout(() => {
          callback(peer.solve({ sitekey, cdata }));
        });
        return 'the widget';
      },
      remove: (widget: string) => removed.push(widget),
    };
    try {
      const client = createThreepidClient({
        baseUrl: server.url,
        challenges: { turnstile: await solverOfReadme() },
      });
      const requested = await client.request({ phoneNumber: '07400 123456', country: 'GB' });
      expect(requested.ok).to.equal(true);
      expect(removed).to.deep.equal(['the widget']);
      expect(server.messages).to.have.length(1);
    } finally {
      await Promise.all([server.close(), peer.close()]);
    }
  });
});

const soon = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 1));

/** As much of an element as the README's page needs. */
class PageElement {
  textContent = '';
  value = '';
  hidden = false;
  #listener: (event: { preventDefault(): void }) => void = () => undefined;

  addEventListener(_type: string, listener: (event: { preventDefault(): void }) => void): void {
    this.#listener = listener;
  }

  act(): void {
    this.#listener({ preventDefault: () => undefined });
  }
}

describe("the README's page with a verification", () => {
  const platform = globalThis as { document?: unknown; sessionStorage?: unknown };
  const realFetch = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = realFetch;
    delete platform.document;
    delete platform.sessionStorage;
  });

  it('verifies a number', async () => {
    const server = await startVerifyingServer();
    // The page is of the server's origin.
    globalThis.fetch = (url, init) => realFetch(`${server.url}${url as string}`, init);
    const elements = new Map<string, PageElement>();
    const element = (selector: string): PageElement =>
      elements.get(selector) ??
      elements.set(selector, new PageElement()).get(selector) ??
      expect.fail(selector);
    platform.document = { querySelector: element };
    platform.sessionStorage = { getItem: () => null, setItem: () => undefined };
    const shown = async (selector: string, text: string): Promise<void> => {
      while (element(selector).textContent !== text) await soon();
    };
    try {
      await moduleOfReadme('The verification as a state machine');
      await shown('label', 'Phone number');
      element('#field').value = '123';
      element('#verify').act();
      await shown('[role=status]', 'invalid-number');
      element('#field').value = '07400 123456';
      element('#verify').act();
      await shown('label', 'Code');
      element('#resend').act();
      while (server.messages.length < 2) await soon();
      element('#field').value = server.lastCode();
      // Nothing happens before the answer to the resend is there.
      while (element('[role=status]').textContent !== 'Your number is verified.') {
        element('#verify').act();
        await soon();
      }
    } finally {
      await server.close();
    }
  });
});
