import { expect } from 'chai';
import type { ProviderState } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { ProviderChanges } from '../../dist/readiness/provider-changes.js';
import { readinessOf, type ReadinessOptions } from '../../dist/readiness/readiness.js';
import { SetClock } from '../test-server.js';

const failing: ProviderState = { name: 'one', channel: 'sms', state: 'failing', since: 0, failedAt: 1_000 };
const unknown: ProviderState = { name: 'two', channel: 'sms', state: 'unknown' };
const telegram: ProviderState = { name: 'telegram', channel: 'telegram', state: 'ok', since: 0 };

describe('the readiness of the server', () => {
  const clock = new SetClock();
  const look = (change: Partial<ReadinessOptions>) =>
    readinessOf({
      storage: { name: 'redis', ready: () => Promise.resolve() },
      providers: () => [failing, telegram],
      senders: ['one'],
      needs: 'storage',
      clock,
      ...change,
    });

  it('is about the storage; what is known of the providers stands beside it', async () => {
    clock.jump(1_000);
    expect(await look({ providers: () => [{ ...failing, breaker: 'open' }, unknown] })).to.deep.equal({
      isReady: true,
      parts: {
        storage: { name: 'redis', state: 'ok' },
        providers: [
          {
            name: 'one',
            channel: 'sms',
            state: 'failing',
            since: '1970-01-01T00:00:00.000Z',
            breaker: 'open',
          },
          { name: 'two', channel: 'sms', state: 'unknown' },
        ],
      },
    });
    const error = new Error('10.0.0.1 is away');
    const away = await look({ storage: { name: 'redis', ready: () => Promise.reject(error) } });
    expect([away.isReady, away.reason]).to.deep.equal([false, { err: error }]);
    expect(away.parts['storage']).to.deep.equal({ name: 'redis', state: 'unavailable' });
    expect(JSON.stringify(away.parts)).not.to.include('10.0.0.1');
  });

  it('is also about the senders if that is asked for, and gives them another chance after 30 seconds', async () => {
    const needs = 'storage,sms';
    const isReady = async (change: Partial<ReadinessOptions> = {}) =>
      (await look({ needs, ...change })).isReady;
    clock.jump(1_000);
    expect((await look({ needs })).reason).to.deep.equal({ failing: ['one'] });
    const two = { providers: () => [failing, unknown], senders: ['one', 'two'] };
    expect(await isReady(two)).to.equal(true);
    clock.jump(30_999);
    expect(await isReady()).to.equal(false);
    clock.jump(31_000);
    expect(await isReady()).to.equal(true);
    // The clock was set back.
    clock.jump(0);
    expect(await isReady()).to.equal(true);
  });
});

describe('changes of providers', () => {
  it('are logged once each; that the first message was sent is none', () => {
    const lines: string[] = [];
    const changes = new ProviderChanges(
      createLogger('info', { write: (line: string) => void lines.push(line) }),
    );
    const [ok, bad] = [telegram, { ...telegram, state: 'failing' } as const];
    for (const states of [[unknown, ok], [unknown, ok], [bad], [bad], [ok], [bad, unknown]])
      changes.see(states);
    const logged = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(logged.map(({ msg }) => msg)).to.deep.equal([
      'a provider fails',
      'a provider works again',
      'a provider fails',
    ]);
    expect(logged[0]).to.include({ level: 40, provider: 'telegram', channel: 'telegram' });
  });
});
