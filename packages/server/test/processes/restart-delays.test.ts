import { expect } from 'chai';
import { RestartDelays } from '../../dist/processes/restart-delays.js';
import { SetClock } from '../test-server.js';

describe('delays before restarts', () => {
  it('grow with each death within a minute, and end after five', () => {
    const clock = new SetClock();
    const delays = new RestartDelays(clock);
    const given = [0, 1_000, 2_000, 3_000, 4_000, 59_999].map((time) => {
      clock.jump(time);
      return delays.next();
    });
    expect(given).to.deep.equal([100, 200, 400, 800, 1_600, undefined]);
  });

  it('forget deaths after a minute', () => {
    const clock = new SetClock();
    const delays = new RestartDelays(clock);
    for (const time of [0, 30_000]) {
      clock.jump(time);
      delays.next();
    }
    clock.jump(60_000);
    expect(delays.next()).to.equal(200);
  });
});
