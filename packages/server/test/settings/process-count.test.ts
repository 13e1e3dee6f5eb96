import { expect } from 'chai';
import { processCount } from '../../dist/settings/parsers/process-count.js';

describe('the number of processes', () => {
  it('is a number as it stands, or with auto that of the cores', () => {
    expect(processCount('1')).to.equal(1);
    expect(processCount('512')).to.equal(512);
    expect(processCount('auto', () => 6)).to.equal(6);
    expect(processCount('auto', () => 600)).to.equal(512);
    expect(processCount('auto')).to.be.greaterThan(0);
  });
});
