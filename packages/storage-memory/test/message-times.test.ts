import { expect } from 'chai';
import { withinWindow } from '../dist/message-times.js';

const minute = 60_000;

describe('the times of messages', () => {
  it('are kept as long as a window sees them by a clock that is a minute behind', () => {
    expect(withinWindow([1, 2, 3], 10, minute + 12)).to.deep.equal([3]);
  });
});
