import { expect } from 'chai';
import { countedLimits, widestWindow } from '../../dist/domain/counted-limit.js';

describe('a limit that is looked at', () => {
  const limit = (messages: number) => [{ messages, windowMs: 100 }];

  it('counts what its window still holds, and is free once its oldest messages have left', () => {
    const times = [900, 901, 950];
    expect(countedLimits(limit(2), times, 1_000)).to.deep.equal([
      { messages: 2, windowMs: 100, counted: 2, retryAfterMs: 1 },
    ]);
    expect(countedLimits(limit(1), times, 1_000)[0]).to.include({ counted: 2, retryAfterMs: 50 });
    expect(countedLimits(limit(3), times, 1_000)[0]).to.include({ counted: 2, retryAfterMs: 0 });
  });

  it('is free while fewer were counted than it allows', () => {
    expect(countedLimits(limit(4), [950], 1_000)[0]).to.include({ counted: 1, retryAfterMs: 0 });
  });

  it('of no messages never allows one', () => {
    expect(countedLimits(limit(0), [], 1_000)[0]).to.include({ counted: 0, retryAfterMs: 100 });
  });

  it('has the times of the widest window', () => {
    expect(widestWindow([...limit(1), { messages: 1, windowMs: 300 }, ...limit(2)])).to.equal(300);
    expect(widestWindow([])).to.equal(0);
  });
});
