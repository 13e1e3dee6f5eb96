import { expect } from 'chai';
import { TimeLimit } from '../dist/time-limit.js';

/** The end of nothing. */
const never = new Promise<never>(() => undefined);

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('TimeLimit', () => {
  it('settles as a step that ends in time', async () => {
    const limit = new TimeLimit(10_000);
    const reason = new Error('refused');
    expect(await limit.keep(Promise.resolve('done'))).to.equal('done');
    expect(await rejectionOf(limit.keep(Promise.reject(reason)))).to.equal(reason);
  });

  it('rejects a step that takes longer, no sooner, and says that it may still be taken', async () => {
    const begin = performance.now();
    const error = await rejectionOf(new TimeLimit(30).keep(never));
    expect(performance.now() - begin).to.be.at.least(30);
    expect(String(error)).to.include('30 ms').and.to.include('may still be taken');
  });

  it('rejects each of the steps that share a timer, except those that have ended', async () => {
    const limit = new TimeLimit(30);
    const kept = [never, Promise.resolve('done'), never].map((step) => limit.keep(step));
    const [first, second, third] = await Promise.all(kept.map(rejectionOf));
    expect(first).to.be.instanceOf(Error);
    expect(second).to.equal(undefined);
    expect(third).to.be.instanceOf(Error);
  });

  it('has one timer for many steps of one moment, and none once they have ended', async () => {
    const limit = new TimeLimit(10_000);
    // The test's own timer is there by now.
    await Promise.resolve();
    const before = timers();
    const steps = Array.from({ length: 1_000 }, async (_, index) => {
      await Promise.resolve();
      if (index % 2 === 1) throw new Error('refused');
    });
    const kept = steps.map((step) => limit.keep(step));
    expect(timers() - before).to.be.within(1, 100);
    await Promise.allSettled(kept);
    expect(timers()).to.equal(before);
  });

  it('gives a step that comes later its whole time', async () => {
    const limit = new TimeLimit(40);
    void rejectionOf(limit.keep(never));
    await rejectionOf(new TimeLimit(20).keep(never));
    const begin = performance.now();
    await rejectionOf(limit.keep(never));
    expect(performance.now() - begin).to.be.at.least(40);
  });

  it('limits a step that begins when all before have ended', async () => {
    const limit = new TimeLimit(30);
    await limit.keep(Promise.resolve());
    expect(await rejectionOf(limit.keep(never))).to.be.instanceOf(Error);
  });
});
