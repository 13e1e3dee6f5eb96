import { expect } from 'chai';
import type { ProviderState } from 'threepid';
import { mergedStates } from '../../dist/readiness/merged-states.js';

const one = (state: ProviderState['state'], more: Partial<ProviderState> = {}): ProviderState => ({
  name: 'one',
  channel: 'sms',
  state,
  ...more,
});

describe('what several processes know of a provider', () => {
  for (const [states, merged] of [
    [['unknown', 'unknown'], 'unknown'],
    [['unknown', 'ok'], 'ok'],
    [['unknown', 'failing', 'unknown'], 'failing'],
    [['ok', 'failing'], 'failing'],
    [['ok', 'failing', 'ok'], 'ok'],
    [['ok', 'failing', 'failing', 'ok', 'unknown'], 'failing'],
  ] as const)
    it(`is that it is ${merged} if they say ${states.join(', ')}`, () => {
      expect(mergedStates(states.map((state) => [one(state)])).map(({ state }) => state)).to.deep.equal([
        merged,
      ]);
    });

  it('is an outage from when the first saw it, until the last sees it is over', () => {
    const failing = [one('failing', { since: 2, failedAt: 9 }), one('failing', { since: 1, failedAt: 8 })];
    expect(mergedStates(failing.map((state) => [state]))).to.deep.equal([
      { ...one('failing'), since: 1, failedAt: 9, breaker: undefined },
    ]);
    const over = [one('ok', { since: 12, failedAt: 9 }), one('ok', { since: 11 }), one('unknown')];
    expect(mergedStates(over.map((state) => [state]))).to.deep.equal([
      { ...one('ok'), since: 12, failedAt: 9, breaker: undefined },
    ]);
  });

  it('has the breaker that at least half have, or a worse one; and each provider once, in order', () => {
    const [open, closed] = [one('failing', { breaker: 'open' }), one('ok', { breaker: 'closed' })];
    const other = { ...one('ok'), name: 'other' };
    expect(
      mergedStates([[open, other], [closed, other], []]).map(({ name, breaker }) => [name, breaker]),
    ).to.deep.equal([
      ['one', 'open'],
      ['other', undefined],
    ]);
    expect(mergedStates([])).to.deep.equal([]);
  });
});
