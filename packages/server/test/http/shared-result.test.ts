import { expect } from 'chai';
import type { Readiness } from 'threepid';
import { sharedResult } from '../../dist/http/shared-result.js';
import { SetClock, startTestServer } from '../test-server.js';

describe('a shared result', () => {
  it('is that of one run for all who ask while it runs, and for the time after it', async () => {
    const clock = new SetClock();
    let runs = 0;
    let finish = (): void => undefined;
    const ask = sharedResult(
      () => {
        runs += 1;
        return new Promise<number>((resolve) => {
          finish = () => {
            resolve(runs);
          };
        });
      },
      2_000,
      clock,
    );
    const first = [ask(), ask()];
    clock.jump(10_000);
    first.push(ask());
    finish();
    expect(await Promise.all(first)).to.deep.equal([1, 1, 1]);
    clock.jump(11_999);
    expect(await ask()).to.equal(1);
    clock.jump(12_000);
    const second = ask();
    finish();
    expect(await second).to.equal(2);
  });

  it('is shared when it is a failure, and no longer', async () => {
    const clock = new SetClock();
    let runs = 0;
    const ask = sharedResult(() => Promise.reject(new Error(String((runs += 1)))), 2_000, clock);
    const messageOf = () => ask().catch((error: unknown) => String(error));
    expect([await messageOf(), await messageOf()]).to.deep.equal(['Error: 1', 'Error: 1']);
    clock.jump(2_000);
    expect(await messageOf()).to.equal('Error: 2');
  });
});

describe('the readiness of the HTTP server', () => {
  it('is checked once in 2 seconds, however many ask, and each change is logged once', async () => {
    const clock = new SetClock();
    let checks = 0;
    const ready = (): Promise<Readiness> => {
      checks += 1;
      const isAway = checks === 2 || checks === 3;
      return isAway ? Promise.reject(new Error('away')) : Promise.resolve({ isReady: true, parts: {} });
    };
    const { app, base, lines } = await startTestServer({ clock, ready });
    const statuses = async (): Promise<ReadonlySet<number>> => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(`${base}/health/ready`)));
      return new Set(answers.map(({ status }) => status));
    };
    try {
      expect([await statuses(), checks]).to.deep.equal([new Set([200]), 1]);
      clock.jump(2_000);
      expect([await statuses(), checks]).to.deep.equal([new Set([503]), 2]);
      clock.jump(4_000);
      expect([await statuses(), checks]).to.deep.equal([new Set([503]), 3]);
      clock.jump(6_000);
      expect([await statuses(), checks]).to.deep.equal([new Set([200]), 4]);
      const messages = lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
      const changes = messages.filter((message) => message.includes('ready'));
      expect(changes).to.deep.equal(['not ready', 'ready again']);
    } finally {
      app.server.closeAllConnections();
      await app.close();
    }
  });
});
