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

/** The function of the README's page that shows the widget. */
async function solverOfReadme(): Promise<ChallengeSolver> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /^## Widgets.*?^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  const stdin = { contents: `${code}\nexport { tokenOfWidget };`, loader: 'ts' as const, resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', write: false });
  const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  const module = (await import(`data:text/javascript;base64,${source}`)) as {
    tokenOfWidget: ChallengeSolver;
  };
  return module.tokenOfWidget;
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
