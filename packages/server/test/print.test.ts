import { expect } from 'chai';
import { printable } from '../dist/print.js';
import { blocksText } from '../dist/command/operator/blocks-text.js';

describe('what is printed', () => {
  it('steers no terminal, and stays the same JSON', () => {
    const words = 'gone\u001b[2J\u0007\u009b31m\u202e';
    expect(printable(words)).to.equal('gone\\u001b[2J\\u0007\\u009b31m\\u202e');
    expect(JSON.parse(printable(JSON.stringify({ words })))).to.deep.equal({ words });
    expect(printable('two\n\tlines: é ✓')).to.equal('two\n\tlines: é ✓');
  });

  it('has a row for each block, whatever its reason', () => {
    const block = { prefix: '4477', since: 0, by: 'ops', reason: 'one\nGB  forged', until: undefined };
    expect(blocksText([block]).split('\n')).to.have.length(2);
  });
});
