import { expect } from 'chai';
import { help } from '../dist/help.js';

describe('--help', () => {
  it('says what signals do', () => {
    expect(help('1.2.3')).to.match(/SIGTERM or SIGINT[^]*second signal after 3 seconds/);
  });
});
