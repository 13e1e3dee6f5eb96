import { expect } from 'chai';
import { takeStopSignals } from '../../dist/stop/stop-signals.js';
import { SetClock } from '../test-server.js';

describe('signals to stop', () => {
  it('stop once; the echo of the first counts for nothing, and one after 3 seconds ends', () => {
    const clock = new SetClock();
    const told: string[] = [];
    const actions = {
      stop: (signal: string) => void told.push(`stop ${signal}`),
      end: (signal: string) => void told.push(`end ${signal}`),
    };
    clock.jump(500);
    const take = takeStopSignals(actions, clock);
    for (const time of [1_000, 1_000, 1_060, 3_999]) {
      clock.jump(time);
      take('SIGINT');
      take('SIGTERM');
    }
    expect(told).to.deep.equal(['stop SIGINT']);
    clock.jump(4_000);
    take('SIGTERM');
    expect(told).to.deep.equal(['stop SIGINT', 'end SIGTERM']);
  });
});
