import { AltchaChallenge } from '@threepid/challenge-altcha';
import { createThreepidClient, type RequestOptions, type ThreepidClientOptions } from '@threepid/client';
import type { Challenge, SendPolicy } from '@threepid/core';
import { expect } from 'chai';
import { startVerifyingServer, type VerifyingServer } from './verifying-server.js';

const number = { phoneNumber: '07400 123456', country: 'GB' };
const secret = 'a secret of 32 characters, for tests';
const suspicious: SendPolicy = {
  judge: ({ proved }) => (proved ? { kind: 'allow' } : { kind: 'challenge', retryAfterMs: 5_000 }),
};

describe('the client, against a server that wants proof of work', () => {
  let server: VerifyingServer;
  let made: number;

  /** The proof of work of a few milliseconds. */
  const altcha = (): Challenge => {
    const challenge = new AltchaChallenge({ secret, mostTries: 200, iterations: 10 });
    return {
      name: 'altcha',
      make: (proposal) => {
        made += 1;
        return challenge.make(proposal);
      },
      check: (answer) => challenge.check(answer),
    };
  };
  const start = async (challenge: Challenge | undefined): Promise<void> => {
    made = 0;
    server = await startVerifyingServer({
      sendPolicy: suspicious,
      limits: false,
      ...(challenge === undefined ? {} : { challenge }),
    });
  };
  afterEach(() => server.close());

  const ask = (options: RequestOptions = {}, how: ThreepidClientOptions = {}) =>
    createThreepidClient({ baseUrl: server.url, retryDelaysMs: [0, 0], ...how }).request(number, options);
  const outcomeOf = async (result: ReturnType<typeof ask>): Promise<string> => {
    const settled = await result;
    return settled.ok ? 'sent' : settled.error.errcode;
  };

  it('does the work, tells its progress, and verifies the number', async () => {
    await start(altcha());
    const progress: number[] = [];
    const result = await ask({ onChallenge: ({ done }) => progress.push(done) });
    if (!result.ok) return expect.fail(result.error.message);
    expect(progress[0]).to.equal(0);
    expect(progress.at(-1)).to.equal(1);
    expect(progress).to.deep.equal([...progress].sort((a, b) => a - b));
    expect(result.session.sendAttempt).to.equal(1);
    const submitted = await createThreepidClient({ baseUrl: server.url }).submit(
      result.session,
      server.lastCode(),
    );
    expect(submitted).to.deep.equal({ ok: true });
    return undefined;
  });

  it('does it for each message, and unasked', async () => {
    await start(altcha());
    expect(await outcomeOf(ask())).to.equal('sent');
    expect(await outcomeOf(ask())).to.equal('sent');
    expect(made).to.equal(2);
    expect(server.messages).to.have.length(2);
  });

  it('sends one message if the answer to its proof is lost', async () => {
    await start(altcha());
    server.faults.push('cut-before', 'cut-after', 'cut-after');
    const result = ask({}, { retryDelaysMs: [0, 0, 0] });
    expect(await outcomeOf(result)).to.equal('sent');
    expect(server.messages).to.have.length(1);
  });

  it('does it once more if it was too slow, and then gives up', async () => {
    await start({ ...altcha(), check: () => ({ kind: 'unsolved', reason: 'it is expired' }) });
    expect(await outcomeOf(ask())).to.equal('M_LIMIT_EXCEEDED');
    expect(made).to.equal(3);
    expect(server.messages).to.deep.equal([]);
  });

  it('reports the limit if there is no challenge, or one that it does not know', async () => {
    const check = () => expect.fail('nothing was answered');
    for (const offer of [
      undefined,
      { type: 'turnstile', sitekey: 'x' },
      { type: 'altcha' },
      { type: 'altcha', parameters: { algorithm: 'SHA-256' }, signature: 'x', max_counter: 1 },
    ]) {
      await start(offer && { name: 'another', make: () => offer, check });
      const progress: number[] = [];
      const result = await ask({ onChallenge: ({ done }) => progress.push(done) });
      expect(result).to.have.nested.include({
        'error.errcode': 'M_LIMIT_EXCEEDED',
        'error.retryAfterMs': 5_000,
      });
      expect(progress).to.deep.equal([]);
      await server.close();
    }
  });

  it('does no work without end for any server', async () => {
    const hard = new AltchaChallenge({ secret, mostTries: 1_000_000_000, iterations: 10 });
    await start(hard);
    expect(await outcomeOf(ask())).to.equal('M_LIMIT_EXCEEDED');
  });

  it('stops when it is aborted, with its reason', async () => {
    await start(new AltchaChallenge({ secret, mostTries: 10_000_000, iterations: 10 }));
    const controller = new AbortController();
    const reason = new Error('enough');
    const result = ask({
      signal: controller.signal,
      onChallenge: ({ done }) => {
        if (done > 0) controller.abort(reason);
      },
    });
    expect(await result.catch((error: unknown) => error)).to.equal(reason);
  });

  describe('where a worker is', () => {
    const platform = globalThis as { Worker?: unknown };
    afterEach(() => {
      delete platform.Worker;
    });

    it('forbidden, or can not be loaded, does the work itself', async () => {
      const forbidden = (): never => {
        throw new Error('worker-src');
      };
      const broken = function (this: {
        onerror?: () => void;
        postMessage: () => void;
        terminate: () => void;
      }) {
        this.postMessage = () => setTimeout(() => this.onerror?.());
        this.terminate = () => undefined;
      };
      for (const worker of [forbidden, broken]) {
        platform.Worker = worker;
        await start(altcha());
        expect(await outcomeOf(ask())).to.equal('sent');
        await server.close();
      }
    });

    it('at work when it is aborted, ends it', async () => {
      let terminated = 0;
      platform.Worker = function (this: { postMessage: () => void; terminate: () => void }) {
        this.postMessage = () => undefined;
        this.terminate = () => {
          terminated += 1;
        };
      };
      await start(altcha());
      const controller = new AbortController();
      const reason = new Error('enough');
      const onChallenge = (): void =>
        void setTimeout(() => {
          controller.abort(reason);
        });
      const result = ask({ signal: controller.signal, onChallenge });
      expect(await result.catch((error: unknown) => error)).to.equal(reason);
      expect(terminated).to.equal(1);
    });
  });
});
