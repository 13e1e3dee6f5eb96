import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameworkCrowd, type FrameworkCrowdOptions } from './framework-crowd.js';
import { FrameworkHistory } from './framework-history.js';
import { FrameworkPromises } from './framework-promises.js';
import { Link } from './link.js';
import { plantedBugs } from './planted-in-framework.js';

/** Repeats the calls of a run, as far as what they are answered is the same. */
const seed = Number(process.env['THREEPID_SEED'] ?? randomInt(2 ** 31));

describe('histories of many people at once, through the whole framework', function () {
  this.timeout(120_000);
  let server: RedisServer;
  let links: readonly Link[];

  before(async () => {
    server = await startRedis();
  });
  beforeEach(async () => {
    // The seed makes the same numbers each time.
    await server.command('FLUSHALL');
    links = await Promise.all(Array.from({ length: 4 }, () => Link.to(server.port)));
  });
  afterEach(() => {
    for (const link of links) link.close();
  });
  after(() => server.stop());

  /** Connections break and replies are lost, one after the other. */
  async function breakLinks(times: number): Promise<void> {
    for (let breaks = 0; breaks < times; breaks += 1) {
      await sleep(80);
      const link = links[breaks % links.length];
      if (breaks % 3 === 0) link?.break();
      else link?.cutNextReply();
    }
  }

  async function historyOf(
    options: Partial<FrameworkCrowdOptions> & { readonly breaks: number; readonly calls: number },
    isResending = false,
  ): Promise<FrameworkHistory> {
    const history = new FrameworkHistory();
    const connect = (host: number): Redis =>
      new Redis({
        port: links[host]?.port ?? 0,
        retryStrategy: () => 20,
        maxRetriesPerRequest: null,
        autoResendUnfulfilledCommands: isResending,
      });
    const crowd = new FrameworkCrowd({ history, seed, connect, ...options });
    await crowd.during(async () => {
      await Promise.all([breakLinks(options.breaks), crowd.goOn(options.calls)]);
    });
    return history;
  }

  function check(title: string, history: FrameworkHistory, isResending = false): void {
    const promises = new FrameworkPromises(history, isResending);
    const { calls, messages } = history;
    const counts = {
      calls: calls.length,
      messages: messages.length,
      sentAgain: promises.sentAgain,
      unavailable: calls.filter(({ answer }) => answer?.kind === 'unavailable').length,
      settlesLost: calls.filter(({ isSettleLost }) => isSettleLost).length,
      verified: calls.filter(({ verified }) => verified > 0).length,
    };
    console.log(`      ${title}: ${JSON.stringify(counts)} (THREEPID_SEED=${seed})`);
    expect(promises.broken().join('\n')).to.equal('');
    expect(counts.verified).to.be.greaterThan(0);
  }

  it('keep every promise while nothing fails but the provider', async () => {
    check('nothing fails', await historyOf({ breaks: 0, calls: 1_500 }));
  });

  it('keep every promise where connections break and replies are lost', async () => {
    const history = await historyOf({ breaks: 40, calls: 1_500 });
    check('lost connections', history);
    expect(history.calls.filter(({ answer }) => answer?.kind === 'unavailable')).not.to.deep.equal([]);
  });

  it('keep every promise where clients send again what was lost, though a step may be taken twice', async () => {
    check('lost connections, steps sent again', await historyOf({ breaks: 40, calls: 1_500 }, true), true);
  });

  for (const { bug, planted, found } of plantedBugs) {
    it(`break a promise if ${bug}`, async () => {
      const history = await historyOf({ ...planted, breaks: 4, calls: 800 });
      expect(new FrameworkPromises(history).broken().join('\n')).to.match(found);
    });
  }
});
