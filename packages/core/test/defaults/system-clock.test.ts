import { expect } from 'chai';
import { systemClock } from '../../dist/defaults/system-clock.js';

describe('the clock of the system', () => {
  it('makes a call later, but not one that was called off', async () => {
    const called: string[] = [];
    const callOff = systemClock.after(1, () => void called.push('called off'));
    callOff();
    await new Promise<void>((resolve) => {
      systemClock.after(1, () => {
        called.push('made');
        resolve();
      });
    });
    expect(called).to.deep.equal(['made']);
  });
});
