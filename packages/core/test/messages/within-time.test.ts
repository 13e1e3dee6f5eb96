import { expect } from 'chai';
import { loggableId } from '../../dist/messages/loggable-id.js';
import { withinPatience } from '../../dist/messages/within-patience.js';
import { after, withinTime } from '../../dist/messages/within-time.js';

interface Timer {
  readonly ms: number;
  readonly call: () => void;
  stopped: boolean;
}

/** A clock whose timers a test lets run. */
function clockOf(timers: Timer[]) {
  return {
    now: () => 0,
    after: (ms: number, call: () => void) => {
      const timer = { ms, call, stopped: false };
      timers.push(timer);
      return () => {
        timer.stopped = true;
      };
    },
  };
}

const never = new Promise<never>(() => undefined);

describe('a value that is awaited for some time', () => {
  it('is answered if it comes in time, and its timer is stopped', async () => {
    const timers: Timer[] = [];
    expect(await withinTime(clockOf(timers), 70, Promise.resolve('value'), 'over')).to.equal('value');
    expect(timers).to.have.length(1);
    expect(timers[0]).to.include({ ms: 70, stopped: true });
    const failing = withinTime(clockOf(timers), 70, Promise.reject(new Error('failed')), 'over');
    expect(await failing.catch(String)).to.equal('Error: failed');
    expect(timers[1]).to.include({ stopped: true });
  });

  it('is given up by the clock of the host', async () => {
    const timers: Timer[] = [];
    const waiting = withinTime(clockOf(timers), 70, never, 'over');
    timers[0]?.call();
    expect(await waiting).to.equal('over');
  });

  it("is given up by the system's clock, if the host's has no timers", async () => {
    expect(await withinTime({ now: () => 0 }, 1, never, 'over')).to.equal('over');
    await new Promise<void>((resolve) => after({ now: () => 0 }, 1, resolve));
  });

  it('is given up by patience, which ends with the value', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    expect(await withinPatience(Promise.resolve('value'), 'over')).to.equal('value');
    // Mocha's own has begun by now.
    const before = timers();
    expect(await withinPatience(Promise.resolve('value'), 'over', 1_000_000)).to.equal('value');
    expect(await withinPatience(never, 'over', 1)).to.equal('over');
    const failing = withinPatience(Promise.reject(new Error('failed')), 'over', 1_000_000);
    expect(await failing.catch(String)).to.equal('Error: failed');
    expect(timers(), 'nothing keeps the process running').to.be.at.most(before);
  });
});

describe('the id of a message in the log', () => {
  for (const [id, msisdn, code, logged] of [
    ['SM1-a.b,c:d;e@f#g+h/i=j<k>l', '', '', 'SM1-a.b,c:d;e@f#g+h/i=j<k>l'],
    [42, '', '', '42'],
    ['', '447400123456', '482915', ''],
    ['x447400123456-447400123456', '447400123456', '', 'x+44********56-+44********56'],
    ['a482915b482915', '447400123456', '482915', 'a[digits]b[digits]'],
    ['a b', '', '', '[unreadable]'],
    ['a\n', '', '', '[unreadable]'],
    [' a', '', '', '[unreadable]'],
    ['x'.repeat(200), '', '', 'x'.repeat(200)],
    ['x'.repeat(201), '', '', '[unreadable]'],
  ] as const)
    it(`is ${logged.slice(0, 30)} for ${String(id).slice(0, 30)}`, () => {
      expect(loggableId(id, msisdn, code)).to.equal(logged);
    });

  it('is unreadable if it is no text', () => {
    expect(loggableId({}, '', '')).to.equal('[unreadable]');
    expect(loggableId(undefined, '', '')).to.equal('undefined');
  });
});
