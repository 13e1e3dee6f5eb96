import {
  createThreepid,
  type Challenge,
  type Clock,
  type SessionStorage,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { playExplained, someHistory, type Explained } from './explained-history.js';

class MovedClock implements Clock {
  private time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

class HistorySender implements SmsSender {
  readonly name = 'history';
  fails = false;
  private text = '';

  send({ text }: SmsMessage): Promise<SmsResult> {
    if (this.fails) return Promise.resolve({ kind: 'refused', cause: new Error('the provider failed') });
    this.text = text;
    return Promise.resolve({ kind: 'sent', messageId: 'id' });
  }

  lastCode(): string {
    return /\b[0-9]{6}\b/.exec(this.text)?.[0] ?? '';
  }
}

const unsolvable: Challenge = {
  name: 'unsolvable',
  make: () => ({ type: 'unsolvable' }),
  check: () => Promise.resolve({ kind: 'unsolved', reason: 'nobody solves it' }),
};

const noLimitsOfAddresses = { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] };

const worlds: Readonly<Record<string, Partial<ThreepidOptions>>> = {
  'the guard enforces': {},
  'the guard enforces terms of a few messages, with a challenge': {
    guard: {
      terms: { country: { start: 4_000 }, address: { start: 3_000, goodName: 500 }, all: { start: 6_000 } },
    },
    challenge: unsolvable,
  },
  'the guard watches': { guard: { mode: 'monitor' } },
  'there are budgets, and no guard': {
    guard: {
      mode: 'off',
      prices: { default: 0.1, GB: 0.04 },
      budgets: { day: 0.5, month: 2, countries: { GB: { day: 0.2, month: 1 }, DE: { month: 0.1 } } },
    },
    limits: { ...noLimitsOfAddresses, perNumber: [{ messages: 3, windowMs: 3_600_000 }] },
  },
};

describe('what an operator is told about a number', () => {
  let server: RedisServer;
  let redis: Redis;
  let histories = 0;
  before(async () => {
    server = await startRedis();
    redis = new Redis(server.port);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });

  const storages: Readonly<Record<string, () => SessionStorage>> = {
    memory: () => new MemorySessionStorage(),
    Redis: () => new RedisSessionStorage(redis, { prefix: `${String((histories += 1))}:` }),
  };
  for (const [where, options] of Object.entries(worlds))
    it(`is what the next request gets, whatever came before, in memory and in Redis, where ${where}`, async () => {
      const explained: Explained = new Map();
      for (const create of Object.values(storages))
        await fc.assert(
          fc.asyncProperty(someHistory, async (history) => {
            await playExplained(worldOf({ ...options, storage: create() }), history, explained);
          }),
          { numRuns: 4, endOnFailure: true },
        );
      // Else the histories would show little.
      expect([...explained.keys()]).to.include.members([
        'allow',
        'refuse blocked',
        'refuse destination.country',
      ]);
      expect(explained.size, [...explained.keys()].join()).to.be.at.least(4);
    });
});

function worldOf(options: Partial<ThreepidOptions> & Pick<ThreepidOptions, 'storage'>) {
  const [clock, sms] = [new MovedClock(), new HistorySender()];
  const events: ThreepidEvent[] = [];
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    destinations: { deny: ['FR'] },
    production: true,
    clock,
    sms,
    events: (event) => void events.push(event),
    ...options,
  });
  return { threepid, clock, sms, events };
}
