import { expect } from 'chai';
import { InFlightCalls } from '../../dist/messages/in-flight-calls.js';
import { errcodeOf, hold } from '../framework.js';

const isAlone = (alone: boolean) => Promise.resolve(alone);

describe('InFlightCalls', () => {
  it('tells the first of its name that it is alone, and those that come while any is in flight that they are not', async () => {
    const calls = new InFlightCalls();
    const [first, second] = [hold<undefined>(), hold<undefined>()];
    const held = [first, second].map(({ promise }) =>
      calls.run('session', async (alone) => {
        await promise;
        return alone;
      }),
    );
    expect(await calls.run('session', isAlone)).to.equal(false);
    expect(await calls.run('another', isAlone)).to.equal(true);
    first.resolve(undefined);
    expect(await held[0]).to.equal(true);
    expect(await calls.run('session', isAlone)).to.equal(false);
    second.resolve(undefined);
    expect(await held[1]).to.equal(false);
    expect(await calls.run('session', isAlone)).to.equal(true);
    expect(calls.size, 'nothing is kept of them').to.equal(0);
  });

  it('forgets calls that fail', async () => {
    const calls = new InFlightCalls();
    const fail = () => Promise.reject(new Error('gone'));
    expect(await errcodeOf(calls.run('session', fail))).to.equal('Error: gone');
    expect(await calls.run('session', isAlone)).to.equal(true);
  });
});
